"""The gate through which nothing of the vendor's source goes: what may not ship, and the search for it in a payload."""
