"""The update feeds: which version is offered to whom, with the sums of its files, signed."""
