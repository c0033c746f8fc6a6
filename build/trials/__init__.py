"""Faults and attacks that are tried on the product: running them, and the tables that they fill."""
