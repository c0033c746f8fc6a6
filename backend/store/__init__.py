"""What is kept on disk: one SQLite file, one writer thread, one repository a kind of thing."""
