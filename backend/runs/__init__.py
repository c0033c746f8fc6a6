"""Runs: each lives apart from the sockets that read it, and is stored as it goes."""
