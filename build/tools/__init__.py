"""The external programs that the tooling runs, one file each, behind typed functions."""
