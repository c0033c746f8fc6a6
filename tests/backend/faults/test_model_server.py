"""What a model's server can do to us: each fault is told with a remedy, nothing hangs, and the conversation goes on.

The servers are ``@copilotkit/aimock``, written by others, with its chaos options; a black hole, which takes
connections and says nothing; and raw bytes for what a proper server cannot be brought to say.
"""

import asyncio
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.backend.client import Backend, backend_command
from tests.backend.faults.growth import growth_of
from tests.backend.faults.model import NEVER_A_PROXY, model_server, said_last, whole
from tests.backend.faults.resolver import needs_a_resolver_of_its_own, resolving_with
from tests.backend.models import use_model
from tests.backend.providers.aimock import AimockServer, running_aimock
from tests.backend.providers.stand_in import (
    STREAM_HEAD,
    Answer,
    delta,
    falls_silent,
    response,
    sends,
    sends_for_ever,
)
from tests.trials import Tally

FIXTURES = Path(__file__).parent / "fixtures" / "model_faults.json"
PATIENCE_S = 3.0
"""Of a backend that is to lose it. The others have more, lest a machine with other things to do be a silent model."""
ENDS_WITHIN_S = 20.0
"""Of the patience with a model, and of a machine that has other things to do."""
ANSWER_CHARS = 16 * 1024 * 1024


@dataclass(frozen=True)
class Told:
    """What the user must be told."""

    type: str
    retryable: bool
    said: str


@pytest.fixture(scope="module")
def shared_backend(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backend]:
    """A backend that waits for a model for as long as it does in use."""
    with Backend(tmp_path_factory.mktemp("models"), env=NEVER_A_PROXY) as backend:
        yield backend.ready()


@pytest.fixture
def impatient_backend(start_backend: Callable[..., Backend]) -> Backend:
    """A backend that soon gives a silent model up."""
    return start_backend(arguments=["--model-timeout", str(PATIENCE_S)], env=NEVER_A_PROXY).ready()


@pytest.fixture(scope="module")
def aimock() -> Iterator[AimockServer]:
    with running_aimock(FIXTURES, "--chunk-size", "8", "--latency", "5") as server:
        yield server


def fails(backend: Backend, base_url: str, question: str, told: Told, tally: Tally) -> list[dict[str, Any]]:
    """Ask; hold what came against what must be told; return all messages of the run."""
    use_model(backend, base_url)
    with backend.socket() as stream:
        began = time.monotonic()
        messages = stream.run(question, timeout=60)
        tally.worst("until it was told", time.monotonic() - began, "s", limit=ENDS_WITHIN_S)
    last = messages[-1]
    assert last["type"] == "run.failed", last
    problem = last["problem"]
    assert (problem["type"], problem["retryable"]) == (told.type, told.retryable), problem
    assert told.said in problem["detail"], problem
    assert problem["title"].endswith(".")
    assert problem["detail"].endswith(".")
    stored = backend.get(f"/conversations/{messages[0]['conversation_id']}")["messages"][-1]
    assert (stored["state"], stored["problem"]) == ("failed", problem)
    return messages


def goes_on(backend: Backend, aimock: AimockServer, messages: list[dict[str, Any]]) -> None:
    """Ask a server that is well in the same conversation."""
    use_model(backend, aimock.base_url)
    with backend.socket() as stream:
        last = stream.run("say hello", conversation_id=messages[0]["conversation_id"])[-1]
    assert (last["type"], last.get("text")) == ("run.finished", "Hello from the model."), last


def fault(what: str) -> pytest.MarkDecorator:
    return pytest.mark.fault("The model's server", what)


def case(what: str, *values: object) -> Any:
    return pytest.param(*values, marks=fault(what), id=what)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        case("401", "wrong key", Told("model-authentication", False, "Enter its key in the settings")),
        case("429 with Retry-After", "too often", Told("model-rate-limited", True, "It asks to wait 1 second.")),
        case("500", "broken inside", Told("model-overloaded", True, "Try again in a moment")),
        case("503", "overloaded", Told("model-overloaded", True, "Try again in a moment")),
        case(
            "hangs up without an answer", "hang up", Told("model-unreachable", True, "Is the model's server running?")
        ),
        case("garbage for JSON", "garbage", Told("model-bad-answer", False, "Check the base URL")),
        case("cut in mid-stream", "break off", Told("model-stream-cut", True, "Try again")),
    ],
)
def test_a_server_written_by_others(
    shared_backend: Backend, aimock: AimockServer, tally: Tally, question: str, told: Told
) -> None:
    for _ in tally.tries(quick=1, full=5):
        goes_on(shared_backend, aimock, fails(shared_backend, aimock.base_url, question, told, tally))


SILENT = Told("model-timeout", True, f"Nothing came for {PATIENCE_S:g} seconds. Try again")


@fault("stalls for longer than the timeout")
def test_a_server_that_stalls(impatient_backend: Backend, aimock: AimockServer, tally: Tally) -> None:
    for _ in tally.tries(quick=1, full=5):
        goes_on(impatient_backend, aimock, fails(impatient_backend, aimock.base_url, "stall", SILENT, tally))


@fault("stalls in mid-stream")
def test_a_server_that_stalls_in_mid_stream(impatient_backend: Backend, aimock: AimockServer, tally: Tally) -> None:
    for _ in tally.tries(quick=1, full=5):
        with model_server(falls_silent(STREAM_HEAD, delta(content="Half of "))) as model:
            messages = fails(impatient_backend, model.base_url, "hello?", SILENT, tally)
            model.hung_up.get(timeout=10)
        kept = impatient_backend.get(f"/conversations/{messages[0]['conversation_id']}")["messages"][-1]
        assert kept["text"] == "Half of "
        goes_on(impatient_backend, aimock, messages)


@pytest.fixture(scope="module")
def black_hole() -> Iterator[str]:
    """A server that takes connections, as the kernel does, and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=32) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/v1"


@fault("a black hole")
def test_a_black_hole(impatient_backend: Backend, aimock: AimockServer, black_hole: str, tally: Tally) -> None:
    for _ in tally.tries(quick=1, full=5):
        goes_on(impatient_backend, aimock, fails(impatient_backend, black_hole, "hello?", SILENT, tally))


@fault("connection refused")
def test_a_server_that_is_not_there(shared_backend: Backend, aimock: AimockServer, tally: Tally) -> None:
    told = Told("model-unreachable", True, "Nothing accepts connections there. Is the model's server running?")
    for _ in tally.tries(quick=1, full=5):
        goes_on(shared_backend, aimock, fails(shared_backend, "http://127.0.0.1:1/v1", "hello?", told, tally))


@needs_a_resolver_of_its_own
@fault("no such name")
def test_a_name_that_nobody_has(
    start_backend: Callable[..., Backend], aimock: AimockServer, tmp_path: Path, tally: Tally
) -> None:
    command = resolving_with("", tmp_path, backend_command())
    backend = start_backend(command=command, env=NEVER_A_PROXY).ready()
    told = Told("model-unreachable", True, "There is no machine of that name. Check the network and the base URL.")
    for _ in tally.tries(quick=1, full=5):
        goes_on(backend, aimock, fails(backend, "http://no-such-host.invalid/v1", "hello?", told, tally))


CUT = Told("model-stream-cut", True, "Try again")
NO_SUCH_SERVER = Told("model-bad-answer", False, "Check the base URL in the settings")


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        case("malformed events", sends(STREAM_HEAD, b"data: {not json\n\n"), NO_SUCH_SERVER),
        case("events that are no objects", sends(STREAM_HEAD, b"data: [1, 2]\n\n"), NO_SUCH_SERVER),
        case("an empty stream", sends(STREAM_HEAD), CUT),
        case("a line without an end", sends_for_ever(STREAM_HEAD, b"x" * 1_000_000, pause=0), NO_SUCH_SERVER),
        case("cut in the middle of an event", sends(STREAM_HEAD, delta(content="half"), delta(content="x")[:-9]), CUT),
        case("a web page", sends(response(200, b"<html>Welcome!</html>", "text/html")), NO_SUCH_SERVER),
        case("a picture", sends(response(200, b"\x89PNG\r\n\x1a\n" * 100, "image/png")), NO_SUCH_SERVER),
        case(
            "a redirect",
            sends(response(302, b"", location="http://127.0.0.1:1/elsewhere")),
            Told("model-not-found", False, "base URL in the settings"),
        ),
        case(
            "a redirect in a circle",
            sends(response(307, b"", location="/v1/chat/completions")),
            Told("model-not-found", False, "base URL in the settings"),
        ),
    ],
)
def test_a_server_that_says_what_none_should(
    shared_backend: Backend, aimock: AimockServer, tally: Tally, answer: Answer, told: Told
) -> None:
    for _ in tally.tries(quick=1, full=5):
        with model_server(answer) as model:
            messages = fails(shared_backend, model.base_url, "hello?", told, tally)
        goes_on(shared_backend, aimock, messages)


async def flood(writer: asyncio.StreamWriter, request: dict[str, Any]) -> None:
    """Write 100 MB, as fast as they are taken."""
    if said_last(request) != "flood":
        await sends(*whole(f"The question came with {len(str(request))} characters."))(writer, request)
        return
    writer.write(STREAM_HEAD)
    piece = delta(content="all work and no play ".ljust(10_000, "."))
    for _ in range(10_000):
        writer.write(piece)
        await writer.drain()


@fault("100 MB of text")
@pytest.mark.timeout(720)
def test_an_answer_without_measure(shared_backend: Backend, tally: Tally) -> None:
    told = Told("model-answer-too-long", False, "16,777,216 characters")
    for _ in tally.tries(quick=1, full=3):
        with model_server(flood) as model, growth_of(shared_backend.pid) as growth:
            messages = fails(shared_backend, model.base_url, "flood", told, tally)
            model.hung_up.get(timeout=10)
            text = "".join(message["text"] for message in messages if message["type"] == "token")
            assert ANSWER_CHARS * 0.9 < len(text) <= ANSWER_CHARS + 1_000_000
            with shared_backend.socket() as stream:
                last = stream.run("go on", conversation_id=messages[0]["conversation_id"])[-1]
        assert last["type"] == "run.finished"
        # It is told of the beginning of what ran away, so that the conversation can go on.
        assert int(last["text"].split(" ")[4]) < 300_000, last["text"]
        tally.worst("memory above the start", growth.most / 1e6, "MB", limit=200)


@pytest.mark.parametrize(
    ("question", "said", "answer"),
    [
        case("arguments of a tool that are no JSON", "bad arguments", "valid JSON", "I could not calculate that."),
        case("a tool that does not exist", "unknown tool", "teleport", "I cannot do that."),
    ],
)
def test_a_model_that_calls_what_cannot_be_called_is_told_so_and_goes_on(
    shared_backend: Backend, aimock: AimockServer, tally: Tally, *, question: str, said: str, answer: str
) -> None:
    use_model(shared_backend, aimock.base_url)
    for _ in tally.tries(quick=1, full=5):
        with shared_backend.socket() as stream:
            messages = stream.run(question)
        (result,) = [message for message in messages if message["type"] == "tool.result"]
        assert result["is_error"]
        assert said in result["content"]
        assert (messages[-1]["type"], messages[-1]["text"]) == ("run.finished", answer)
        goes_on(shared_backend, aimock, messages)


@fault("tool calls without an end")
def test_a_model_that_calls_tools_for_ever_is_stopped(
    shared_backend: Backend, aimock: AimockServer, tally: Tally
) -> None:
    use_model(shared_backend, aimock.base_url)
    for _ in tally.tries(quick=1, full=5):
        with shared_backend.socket() as stream:
            messages = stream.run("never be done")
        assert (messages[-1]["type"], messages[-1]["finish_reason"]) == ("run.finished", "tool_limit")
        assert "which is the limit" in messages[-1]["text"]
        assert sum(message["type"] == "tool.result" for message in messages) == 10
        goes_on(shared_backend, aimock, messages)
