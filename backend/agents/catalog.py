"""The agents that a package brings: their definitions and prompts, with the tools that they name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from backend.agents.definition import AgentDefinition, parse_definition, unusable
from backend.agents.engine import AgentDescription, ToolDescription
from backend.agents.tools.catalog import TOOLS
from backend.agents.tools.tool import AnyTool
from backend.assets.door import assets
from backend.assets.source import AssetNotFoundError
from backend.errors import BackendError

_OWN: Final = "backend"
_OWN_FOLDER: Final = "agents/"


@dataclass(frozen=True, slots=True)
class Agent:
    """An agent that can run.

    Attributes:
        description: what people see of it.
        tools: what it may use.
        package: the package that brings it.
        prompt: the asset of that package with its instructions.
    """

    description: AgentDescription
    tools: tuple[AnyTool, ...]
    package: str
    prompt: str

    def instructions(self) -> str:
        """Return what the model is told first, read anew: in a source tree an edit shows with the next question."""
        return assets().read(self.package, self.prompt).strip()


def own_agents() -> tuple[Agent, ...]:
    """Return the agents of the product itself; the first is the default.

    Raises:
        BackendError: ``agent-definition``; there is none, or one cannot be used.
    """
    agents = agents_of(_OWN, _OWN_FOLDER, TOOLS)
    if not agents:
        raise BackendError("agent-definition", "The program has no agent.", "Define one in agents/definitions.")
    return agents


def agents_of(package: str, folder: str, tools: Mapping[str, AnyTool]) -> tuple[Agent, ...]:
    """Return the agents of a package, in their order.

    Args:
        package: its import name.
        folder: where in it the folders ``definitions`` and ``prompts`` are: empty, or a path that ends in ``/``.
        tools: those that its agents may name.

    Raises:
        BackendError: ``agent-definition``; the sentence names the file.
    """
    files = [name for name in assets().names(package, f"{folder}definitions") if name.endswith(".toml")]
    defined = [(file, parse_definition(assets().read(package, file), f"{package}/{file}")) for file in files]
    _refuse_doubles(package, defined)
    in_order = sorted(defined, key=lambda one: (one[1].position, one[1].id))
    return tuple(_agent(package, folder, definition, tools, f"{package}/{file}") for file, definition in in_order)


def _agent(package: str, folder: str, definition: AgentDefinition, tools: Mapping[str, AnyTool], file: str) -> Agent:
    unknown = [name for name in definition.tools if name not in tools]
    if unknown:
        raise unusable(file, f"there is no tool {', '.join(unknown)}; there are {', '.join(sorted(tools))}")
    chosen = tuple(tools[name] for name in definition.tools)
    description = AgentDescription(
        id=definition.id,
        name=definition.name,
        description=definition.description,
        tools=tuple(ToolDescription(tool.name, tool.summary, tool.needs_approval) for tool in chosen),
        suggestions=definition.suggestions,
    )
    agent = Agent(description, chosen, package, f"{folder}prompts/{definition.prompt}.md")
    try:
        instructions = agent.instructions()
    except AssetNotFoundError as error:
        raise unusable(file, f"its prompt {package}/{agent.prompt} is not there") from error
    if not instructions:
        raise unusable(file, f"its prompt {package}/{agent.prompt} is empty")
    return agent


def _refuse_doubles(package: str, defined: Sequence[tuple[str, AgentDefinition]]) -> None:
    seen: dict[str, str] = {}
    for file, definition in defined:
        if definition.id in seen:
            raise unusable(f"{package}/{file}", f"{seen[definition.id]} has the id {definition.id}, too")
        seen[definition.id] = file
