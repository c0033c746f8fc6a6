"""Every tool there is, by name."""

from types import MappingProxyType
from typing import Final

from backend.agents.tools.calculator import CALCULATOR
from backend.agents.tools.clock import CLOCK
from backend.agents.tools.files import LIST_FILES, READ_FILE, SEARCH_FILES, WRITE_FILE
from backend.agents.tools.tool import AnyTool

_ALL: Final[tuple[AnyTool, ...]] = (CALCULATOR, CLOCK, LIST_FILES, SEARCH_FILES, READ_FILE, WRITE_FILE)
TOOLS: Final = MappingProxyType({tool.name: tool for tool in _ALL})
