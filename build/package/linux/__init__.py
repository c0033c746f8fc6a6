"""What Linux packages need beside the packed app."""
