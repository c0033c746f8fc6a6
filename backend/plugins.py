"""The vendor's plug-ins: packages that bring agents, prompts and tools of their own.

Their names stand under ``plugins`` in ``[tool.armature.compile]`` of the checkout's ``pyproject.toml``; a compiled
program has them as a list in ``plugins.json`` beside its ``product.json``. A package holds ``definitions/*.toml`` and
``prompts/*.md`` as ``backend.agents`` does, and may have a module ``tools`` whose ``TOOLS`` are its own tools.
"""

import importlib
import importlib.util
import json
import logging
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from backend.agents.catalog import Agent, agents_of
from backend.agents.tools.catalog import TOOLS
from backend.agents.tools.tool import AnyTool, Tool
from backend.errors import BackendError
from backend.installation import package_folder

_TABLE: Final = "tool.armature.compile"
ParsedT = TypeVar("ParsedT")
_log = logging.getLogger(__name__)


class PluginError(Exception):
    """A plug-in that cannot be had; the text is a sentence that says why."""


@dataclass(frozen=True, slots=True)
class Plugins:
    """What came of the plug-ins.

    Attributes:
        agents: of those that loaded, in the order in which they are named.
        outcomes: for each plug-in, in a few words, how it came out.
    """

    agents: tuple[Agent, ...]
    outcomes: Mapping[str, str]


def plugin_names(folder: Path | None = None) -> tuple[str, ...]:
    """Return the import names of the plug-ins of this program; ``folder`` is that of the package ``backend``.

    Raises:
        BackendError: ``plugins-list``: the list cannot be read, or is no list of names.
    """
    folder = folder or package_folder()
    listed, checkout = folder / "plugins.json", folder.parent / "pyproject.toml"
    if listed.is_file():
        return _names(listed, _parsed(listed, json.loads))
    if (folder.parent / "product.json").is_file() and checkout.is_file():
        table = _parsed(checkout, tomllib.loads)
        for name in _TABLE.split("."):
            table = table.get(name, {})
        return _names(checkout, table.get("plugins", []))
    return ()


def load_plugins(names: Sequence[str], own: Sequence[Agent]) -> Plugins:
    """Import the plug-ins; one that fails, or takes a name that is taken, is logged and left out as a whole.

    Args:
        names: import names.
        own: the product's own agents, whose names are taken.
    """
    agents: list[Agent] = []
    taken_tools = set(TOOLS)
    outcomes = {}
    for name in names:
        try:
            tools, found = _load(name, {agent.description.id for agent in (*own, *agents)}, taken_tools)
        except PluginError as error:
            _log.error("a plug-in is left out", extra={"plugin": name, "reason": str(error)}, exc_info=error.__cause__)
            outcomes[name] = f"left out: {error}"
        else:
            agents += found
            taken_tools |= tools.keys()
            outcomes[name] = f"loaded: {', '.join(agent.description.id for agent in found)}"
            _log.info("a plug-in is loaded", extra={"plugin": name, "agents": [one.description.id for one in found]})
    return Plugins(tuple(agents), outcomes)


def _load(name: str, taken_agents: set[str], taken_tools: set[str]) -> tuple[Mapping[str, AnyTool], tuple[Agent, ...]]:
    tools = _tools(name)
    if taken := sorted(tools.keys() & taken_tools):
        raise PluginError(f"There is a tool named {', '.join(taken)} already. Give its own another name.")
    try:
        agents = agents_of(name, "", {**TOOLS, **tools})
    except BackendError as error:
        raise PluginError(str(error)) from error
    if not agents:
        raise PluginError("It defines no agent. Put one into its folder definitions.")
    if taken := sorted({agent.description.id for agent in agents} & taken_agents):
        raise PluginError(f"There is an agent with the id {', '.join(taken)} already. Give its own another id.")
    return tools, agents


def _tools(package: str) -> Mapping[str, AnyTool]:
    """Import a plug-in; return its own tools, by name."""
    try:
        importlib.import_module(package)
        has_tools = importlib.util.find_spec(f"{package}.tools") is not None
        tools = list(importlib.import_module(f"{package}.tools").TOOLS) if has_tools else []
    except (Exception, SystemExit) as error:
        # What a vendor's module does while it is imported must not end the backend.
        raise PluginError(f"It cannot be imported: {type(error).__name__}: {error}.") from error
    if not all(isinstance(tool, Tool) for tool in tools):
        raise PluginError("Its TOOLS hold something that is no Tool.")
    by_name = {tool.name: tool for tool in tools}
    if len(by_name) != len(tools):
        raise PluginError("Two of its tools have one name.")
    return by_name


def _parsed(file: Path, parse: Callable[[str], ParsedT]) -> ParsedT:
    try:
        return parse(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _no_list(file, str(error)) from error


def _names(file: Path, listed: object) -> tuple[str, ...]:
    if not isinstance(listed, list) or not all(isinstance(name, str) and _is_package(name) for name in listed):
        raise _no_list(file, "it must be a list of import names")
    if len(set(listed)) != len(listed):
        raise _no_list(file, "a name stands in it twice")
    return tuple(listed)


def _is_package(name: str) -> bool:
    return all(part.isidentifier() for part in name.split("."))


def _no_list(file: Path, why: str) -> BackendError:
    return BackendError(
        "plugins-list", f"The list of plug-ins in {file.name} cannot be used: {why}.", "Correct it, then start again."
    )
