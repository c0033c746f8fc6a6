"""Agents and their tools. ``engine`` is the interface; ``autogen`` is the first engine behind it."""
