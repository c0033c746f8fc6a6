"""Authenticode: who signs, and one signer for each tool that can do it."""
