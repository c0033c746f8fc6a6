"""The tools that the demo model is offered in tests, and how it calls them."""

import json
from typing import Any

from backend.providers.demo.planner import plan
from backend.providers.model import ToolSpec, UserTurn

TOOLS = [
    ToolSpec(name, "", {}) for name in ("calculator", "clock", "list_files", "search_files", "read_file", "write_file")
]


def called(question: str, tools: list[ToolSpec] = TOOLS) -> list[tuple[str, dict[str, Any]]]:
    """Return the tools that a question leads to, with their arguments."""
    return [(call.name, json.loads(call.arguments)) for call in plan([UserTurn(question)], tools).tool_calls]
