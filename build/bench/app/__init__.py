"""The packed app in its real window, beside an empty window on the same runtime."""
