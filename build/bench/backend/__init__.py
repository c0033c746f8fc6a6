"""How the backend starts, streams, remembers and rests, measured beside the simplest servers that do the same."""
