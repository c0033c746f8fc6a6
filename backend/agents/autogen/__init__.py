"""The AutoGen engine. Importing ``engine`` is heavy (a third of a second); nothing outside imports the rest.

What AutoGen 0.7 does that this package works around is told where it is handled, and each is held by a test in
``tests/backend/agents/test_autogen_*.py``.
"""
