"""The agents there are, for people. Light: nothing of an engine is imported here."""

from typing import Final

from backend.agents.engine import AgentDescription, ToolDescription
from backend.agents.tools.catalog import TOOLS

AGENTS: Final[tuple[AgentDescription, ...]] = (
    AgentDescription(
        id="assistant",
        name="Assistant",
        description="Answers questions, calculates, tells the time, and works with the files of your workspace folder.",
        tools=tuple(ToolDescription(tool.name, tool.summary, tool.needs_approval) for tool in TOOLS.values()),
        suggestions=(
            "What can you do?",
            "What time is it, and what is 12*(3+4)?",
            "List my files",
            "Create notes.txt with the text: Buy milk",
        ),
    ),
)
