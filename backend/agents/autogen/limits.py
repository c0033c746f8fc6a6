"""How much a turn may do with tools: a model that is not on the user's side asks for more than a machine has."""

from typing import Final

MAX_TOOL_ROUNDS: Final = 10
"""How many times a turn may call tools and ask the model again."""
MAX_CALLS_A_ROUND: Final = 128
"""How many calls of one answer are followed; each of the others gets a result that says so."""
MAX_TOOLS_AT_ONCE: Final = 8
"""How many tools of a turn run at the same time, for each has a thread. Those that wait for the user do not count."""
