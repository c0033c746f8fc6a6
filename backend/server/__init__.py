"""The process: pipes, lock, socket, guard, start and stop. ``compose`` puts the other packages together."""
