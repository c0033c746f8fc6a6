"""Brings a release to where its users find it: artifacts first, feeds last, nothing half."""
