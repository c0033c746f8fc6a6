"""Plug-ins, through a backend that has them: what they bring, and what they cannot do."""

import json
from pathlib import Path

import pytest

from backend.plugins import load_plugins
from tests.backend.checkouts import ACME, copy_package, make_checkout, start_in
from tests.backend.server.faults import Barrier

DEFINITION = 'id = "{id}"\nname = "N"\ndescription = "D"\nprompt = "p"\ntools = {tools}\n'
TOOLS = """
from backend.agents.tools.tool import Tool, ToolArguments
TOOLS = [Tool(name={name!r}, summary="S.", details="D.", arguments=ToolArguments, run=lambda *_: "said the plug-in")]
"""
UNTOLD = """
from collections.abc import Callable
from typing import Any
from backend.agents.tools.tool import Tool, ToolArguments
class Untold(ToolArguments):
    ask: Callable[[int], int]
"""


def plugin(name, agent="extra", init="", tools=None, uses=()):
    """Return the files of a plug-in with one agent, and perhaps one tool."""
    files = {
        f"{name}/__init__.py": init,
        f"{name}/definitions/a.toml": DEFINITION.format(id=agent, tools=json.dumps(list(uses))),
        f"{name}/prompts/p.md": "Help.",
    }
    return files | ({f"{name}/tools.py": TOOLS.format(name=tools)} if tools else {})


def tool(**changes):
    """Return the files of a plug-in with a tool of which some fields are other Python expressions."""
    fields = {
        "name": "'hi'",
        "summary": "'S.'",
        "details": "'D.'",
        "arguments": "ToolArguments",
        "run": "print",
    } | changes
    given = ", ".join(f"{name}={value}" for name, value in fields.items())
    return plugin("acme") | {"acme/tools.py": f"{UNTOLD}\nTOOLS = [Tool({given})]\n"}


def outcome(tmp_path, files, names=("acme",)):
    """Start a backend with plug-ins; return the ids of its agents, how the plug-ins came out, and its log."""
    checkout = make_checkout(tmp_path / "checkout", names, files)
    with start_in(checkout) as backend:
        backend.ready()
        agents = [agent["id"] for agent in backend.get("/agents")]
        said = backend.get("/diagnostics")["plugins"]
        with backend.socket() as socket:
            assert socket.run("2+2")[-1]["type"] == "run.finished"
        return agents, said, backend.log_text()


def test_the_example_brings_an_agent_that_uses_its_own_tool(tmp_path):
    checkout = make_checkout(tmp_path / "checkout", ["acme_agents"])
    copy_package(ACME, checkout)
    with start_in(checkout) as backend:
        backend.ready()
        assistant, desk = backend.get("/agents")
        assert assistant["id"] == "assistant"
        assert desk["id"] == "order_desk"
        assert [tool["name"] for tool in desk["tools"]] == ["order_status", "clock"]
        assert backend.get("/diagnostics")["plugins"] == {"acme_agents": "loaded: order_desk"}
        with backend.socket() as socket:
            messages = socket.run(desk["suggestions"][0], agent="order_desk")
    results = [message["content"] for message in messages if message["type"] == "tool.result"]
    assert results == ["Order A-17: It left the warehouse on Monday."]
    assert messages[-1]["text"] == results[0]


def test_without_plugins_none_is_told(tmp_path):
    assert outcome(tmp_path, {}, names=())[:2] == (["assistant"], {})


FAILING = [
    ({}, "It cannot be imported: ModuleNotFoundError"),
    (plugin("acme", init="raise RuntimeError('no licence')"), "It cannot be imported: RuntimeError: no licence."),
    (plugin("acme", init="raise SystemExit(0)"), "It cannot be imported: SystemExit"),
    (plugin("acme", init="def f(:"), "It cannot be imported: SyntaxError"),
    (plugin("acme", init="raise KeyboardInterrupt"), "It cannot be imported: KeyboardInterrupt."),
    (plugin("acme", init="import asyncio; raise asyncio.CancelledError"), "It cannot be imported: CancelledError."),
    (
        plugin("acme") | {"acme/definitions/a.toml": "id = "},
        "acme/definitions/a.toml cannot be used: it is not TOML",
    ),
    (
        plugin("acme") | {"acme/definitions/a.toml": f"x = {'[' * 5000}"},
        "Its agents cannot be read: RecursionError",
    ),
    (plugin("acme") | {"acme/prompts/p.md": b"caf\xe9"}, "Its agents cannot be read: UnicodeDecodeError"),
    (tool(name="'no such'"), "Its tool 'no such' cannot be used: name must be"),
    (tool(name="7"), "Its tool 7 cannot be used: name must be"),
    (tool(summary="7"), "Its tool 'hi' cannot be used: summary and details must be text."),
    (tool(details="''"), "Its tool 'hi' cannot be used: summary and details must be text."),
    (tool(run="7"), "run must be a function."),
    (tool(why="'because'"), "why must be a function, or left out."),
    (tool(time_limit_seconds="0"), "time_limit_seconds must be a number."),
    (tool(arguments="dict"), "arguments must be a subclass of ToolArguments."),
    (tool(arguments="Any"), "arguments must be a subclass of ToolArguments."),
    (
        tool(arguments="Untold"),
        "its arguments cannot be told to a model: PydanticInvalidForJsonSchema",
    ),
    (plugin("acme") | {"acme/tools.py": "TOOLS = ['clock']"}, "Its TOOLS hold something that is no Tool."),
    (plugin("acme") | {"acme/tools.py": "import acme.gone"}, "It cannot be imported: ModuleNotFoundError"),
    (plugin("acme", tools="calculator"), "There is a tool named calculator already."),
    (plugin("acme", agent="assistant"), "There is an agent with the id assistant already."),
    (plugin("acme", uses=["teleport"]), "there is no tool teleport"),
    (plugin("acme", agent="Not An Id"), "acme/definitions/a.toml cannot be used: id: "),
    ({"acme/__init__.py": ""}, "It defines no agent."),
]
"""Plug-ins that cannot be had, each with what is said of it; all of them are in one checkout."""


def renamed(files, name):
    """Return the files of the plug-in `acme` as those of another."""
    return {path.replace("acme", name): renamed_in(content, name) for path, content in files.items()}


def renamed_in(content, name):
    return content if isinstance(content, bytes) else content.replace("acme", name)


@pytest.fixture(scope="module")
def failed(tmp_path_factory):
    names = [f"broken_{number}" for number in range(len(FAILING))]
    files: dict[str, str | bytes] = {}
    for name, (broken, _) in zip(names, FAILING, strict=True):
        files |= renamed(broken, name)
    return outcome(tmp_path_factory.mktemp("failed"), files, names)


@pytest.mark.parametrize(("number", "reason"), list(enumerate(reason for _, reason in FAILING)))
def test_one_that_fails_is_left_out_and_logged(failed, number, reason):
    agents, said, log = failed
    name, reason = f"broken_{number}", renamed_in(reason, f"broken_{number}")
    assert agents == ["assistant"]
    assert said[name].startswith("left out: ")
    assert reason in said[name]
    lines = [json.loads(line) for line in log.splitlines()]
    (line,) = [line for line in lines if line["message"] == "a plug-in is left out" and line["plugin"] == name]
    assert line["level"] == "error"
    assert reason in line["reason"]


def test_one_that_fails_takes_no_other_with_it(tmp_path):
    broken, good = plugin("broken", init="1/0"), plugin("good", "good", tools="greet", uses=["greet", "clock"])
    late = plugin("late", "good")
    agents, said, _ = outcome(tmp_path, broken | good | late, names=("broken", "good", "late"))
    assert agents == ["assistant", "good"]
    assert said["good"] == "loaded: good"
    assert "ZeroDivisionError" in said["broken"]
    assert "an agent with the id good already" in said["late"]


def test_one_that_never_comes_back_from_its_import_is_left_out(tmp_path, monkeypatch):
    for name, text in (plugin("hangs", init="import threading; threading.Event().wait()") | plugin("fine")).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.syspath_prepend(str(tmp_path))
    loaded = load_plugins(("hangs", "fine"), (), limit_s=3)
    assert loaded.failures == {"hangs": "It did not load within 3 s."}
    assert loaded.outcomes == {"hangs": "left out: It did not load within 3 s.", "fine": "loaded: extra"}


@pytest.mark.parametrize("names", ["['acme']", "'no list'"])
def test_a_start_without_plugins_looks_at_none(tmp_path, names):
    files = plugin("acme", init="import os; os._exit(3)")
    files["pyproject.toml"] = f"[tool.armature.compile]\nplugins = {names}\n"
    checkout = make_checkout(tmp_path / "checkout", files=files)
    with start_in(checkout, arguments=["--without-plugins"]) as backend:
        backend.ready()
        assert [agent["id"] for agent in backend.get("/agents")] == ["assistant"]
        assert backend.get("/diagnostics")["plugins"] == {}
        with backend.socket() as socket:
            assert socket.run("2+2")[-1]["type"] == "run.finished"


def test_who_asks_while_they_load_hears_of_them_when_they_have(tmp_path):
    barrier = Barrier(tmp_path / "barrier")
    checkout = make_checkout(tmp_path / "checkout", ["acme"], plugin("acme", init=barrier.wait))
    with start_in(checkout) as backend:
        assert backend.get("/diagnostics")["plugins"] == {"acme": "loading"}
        with backend.socket() as socket:
            socket.send({"type": "run.start", "request_id": "r", "input": "2+2", "agent": "extra"})
            with pytest.raises(TimeoutError):
                socket.receive(timeout=0.2)
            barrier.open()
            assert socket.receive_until("run.finished")[0]["agent"] == "extra"
        assert [agent["id"] for agent in backend.get("/agents")] == ["assistant", "extra"]


def test_an_unknown_agent_is_still_unknown(tmp_path):
    checkout = make_checkout(tmp_path / "checkout", ["acme"], plugin("acme"))
    with start_in(checkout) as backend, backend.socket() as socket:
        socket.send({"type": "run.start", "request_id": "r", "input": "2+2", "agent": "nobody"})
        assert socket.receive()["problem"]["type"] == "agent-not-found"


@pytest.mark.parametrize(
    "name_and_text",
    [
        ("pyproject.toml", "[tool.armature.compile]\nplugins = 'acme'\n"),
        ("pyproject.toml", "[tool.armature.compile]\nplugins = ['../acme']\n"),
        ("pyproject.toml", "[tool.armature.compile]\nplugins = ['acme', 'acme']\n"),
        ("backend/plugins.json", '["json.tool"]'),
        ("backend/plugins.json", "[1]"),
        ("backend/plugins.json", "{"),
    ],
)
def test_a_list_that_is_none_ends_the_backend_with_the_reason(name_and_text, tmp_path):
    name, text = name_and_text
    checkout = make_checkout(tmp_path / "checkout", files={name: text})
    with start_in(checkout) as backend:
        assert backend.wait(30) == 70
        assert backend.events[-1]["code"] == "plugins-list"
        assert Path(name).name in backend.events[-1]["message"]


def test_the_list_of_a_compiled_program_wins_over_that_of_the_checkout(tmp_path):
    files = plugin("acme") | plugin("other", "other") | {"backend/plugins.json": '["other"]'}
    assert outcome(tmp_path, files, names=("acme",))[:2] == (["assistant", "other"], {"other": "loaded: other"})
