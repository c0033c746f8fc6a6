"""Sign what ships: who signs, which files in which order, and one signer for each tool that can do it."""
