"""The vendor's plug-ins: packages that bring agents, prompts and tools of their own.

Their names stand under ``plugins`` in ``[tool.armature.compile]`` of the checkout's ``pyproject.toml``; a compiled
program has them as a list in ``plugins.json`` beside its ``product.json``. A package holds ``definitions/*.toml`` and
``prompts/*.md`` as ``backend.agents`` does, and may have a module ``tools`` whose ``TOOLS`` are its own tools.
"""

import importlib
import importlib.util
import json
import logging
import queue
import re
import threading
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from backend.agents.catalog import Agent, agents_of
from backend.agents.tools.catalog import TOOLS
from backend.agents.tools.tool import AnyTool, Tool, ToolArguments
from backend.errors import BackendError
from backend.installation import package_folder

LOADING_LIMIT_S: Final = 20.0
"""How long a plug-in may take: far longer than an import from a slow disk, as the engine waits for all of them."""

_TABLE: Final = "tool.armature.compile"
ParsedT = TypeVar("ParsedT")
Loaded = tuple[Mapping[str, AnyTool], tuple[Agent, ...]]
_TOOL_NAME: Final = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_TEXT: Final = re.compile(r"\s*\S.*", re.DOTALL)
_log = logging.getLogger(__name__)


class PluginError(Exception):
    """A plug-in that cannot be had; the text is a sentence that says why."""


@dataclass(frozen=True, slots=True)
class Plugins:
    """What came of the plug-ins.

    Attributes:
        agents: of those that loaded, in the order in which they are named.
        outcomes: for each plug-in, in a few words, how it came out.
        failures: for each that was left out, why, in a sentence.
    """

    agents: tuple[Agent, ...]
    outcomes: Mapping[str, str]
    failures: Mapping[str, str]


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


def load_plugins(names: Sequence[str], own: Sequence[Agent], limit_s: float = LOADING_LIMIT_S) -> Plugins:
    """Import the plug-ins; one that fails, hangs, or takes a name that is taken, is logged and left out as a whole.

    Args:
        names: import names.
        own: the product's own agents, whose names are taken.
        limit_s: how long each may take.
    """
    agents: list[Agent] = []
    taken_tools = set(TOOLS)
    outcomes, failures = {}, {}
    for name in names:
        try:
            taken_agents = {agent.description.id for agent in (*own, *agents)}
            tools, found = _within(limit_s, name, partial(_load, name, taken_agents, set(taken_tools)))
        except PluginError as error:
            _log.error("a plug-in is left out", extra={"plugin": name, "reason": str(error)}, exc_info=error.__cause__)
            outcomes[name] = f"left out: {error}"
            failures[name] = str(error)
        else:
            agents += found
            taken_tools |= tools.keys()
            outcomes[name] = f"loaded: {', '.join(agent.description.id for agent in found)}"
            _log.info("a plug-in is loaded", extra={"plugin": name, "agents": [one.description.id for one in found]})
    return Plugins(tuple(agents), outcomes, failures)


def _within(limit_s: float, name: str, load: Callable[[], Loaded]) -> Loaded:
    """Load a plug-in in a thread of its own: an import that never comes back can be left alone, but not ended."""
    answer: queue.SimpleQueue[Loaded | BaseException] = queue.SimpleQueue()

    def run() -> None:
        try:
            answer.put(load())
        except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
            answer.put(error)

    threading.Thread(target=run, name=f"plug-in {name}", daemon=True).start()
    try:
        outcome = answer.get(timeout=limit_s)
    except queue.Empty:
        raise PluginError(f"It did not load within {limit_s:g} s.") from None
    if isinstance(outcome, BaseException):
        raise outcome
    return outcome


def _load(name: str, taken_agents: set[str], taken_tools: set[str]) -> Loaded:
    tools = _tools(name)
    if taken := sorted(tools.keys() & taken_tools):
        raise PluginError(f"There is a tool named {', '.join(taken)} already. Give its own another name.")
    try:
        agents = agents_of(name, "", {**TOOLS, **tools})
    except BackendError as error:
        raise PluginError(str(error)) from error
    except Exception as error:
        # Files of any content: not in UTF-8, not readable, nested without end.
        raise PluginError(f"Its agents cannot be read: {_named(error)}.") from error
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
    except BaseException as error:
        raise PluginError(f"It cannot be imported: {_named(error)}.") from error
    for tool in tools:
        if fault := _fault_of(tool):
            raise PluginError(fault)
    by_name = {tool.name: tool for tool in tools}
    if len(by_name) != len(tools):
        raise PluginError("Two of its tools have one name.")
    return by_name


def _fault_of(tool: object) -> str | None:
    """What is wrong with a tool, in a sentence: found here, it costs a plug-in; found in a run, the user's answer."""
    if not isinstance(tool, Tool):
        return "Its TOOLS hold something that is no Tool."
    limit = tool.time_limit_seconds
    sound = {
        "name must be up to 64 letters without accents, digits, _ and -": _fits(tool.name, _TOOL_NAME),
        "summary and details must be text": _fits(tool.summary, _TEXT) and _fits(tool.details, _TEXT),
        "run must be a function": callable(tool.run),
        "why must be a function, or left out": tool.why is None or callable(tool.why),
        "time_limit_seconds must be a number": isinstance(limit, int | float) and limit > 0,
        "arguments must be a subclass of ToolArguments": _are_arguments(tool.arguments),
    }
    fault = next((what for what, is_so in sound.items() if not is_so), None) or _fault_of_schema(tool)
    return f"Its tool {tool.name!r} cannot be used: {fault}." if fault else None


def _fits(value: object, pattern: re.Pattern[str]) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _are_arguments(value: object) -> bool:
    return isinstance(value, type) and issubclass(value, ToolArguments)


def _fault_of_schema(tool: AnyTool) -> str | None:
    try:
        json.dumps(tool.schema())
    except Exception as error:  # noqa: BLE001 - types of any kind
        return f"its arguments cannot be told to a model: {_named(error)}"
    return None


def _named(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".removesuffix(": ").rstrip(".")


def _parsed(file: Path, parse: Callable[[str], ParsedT]) -> ParsedT:
    try:
        return parse(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _no_list(file, str(error)) from error


def _names(file: Path, listed: object) -> tuple[str, ...]:
    # No name below a package: in a compiled program those of others are found as files, whoever laid them there.
    if not isinstance(listed, list) or not all(isinstance(name, str) and name.isidentifier() for name in listed):
        raise _no_list(file, "it must be a list of packages at the top level")
    if len(set(listed)) != len(listed):
        raise _no_list(file, "a name stands in it twice")
    return tuple(listed)


def _no_list(file: Path, why: str) -> BackendError:
    return BackendError(
        "plugins-list", f"The list of plug-ins in {file.name} cannot be used: {why}.", "Correct it, then start again."
    )
