"""Two versions of the app of which one updates the other, to be installed and used by tests."""
