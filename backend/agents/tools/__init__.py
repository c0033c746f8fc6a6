"""The tools that agents use: each a typed function, known to nobody but the agents."""
