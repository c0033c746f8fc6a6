"""The log: structured, rotating, and with nothing in it that is a secret or a user's."""

import json
import logging
import stat
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from autogen_agentchat.agents import AssistantAgent
from autogen_agentchat.teams import RoundRobinGroupChat
from pydantic import BaseModel, ValidationError

from backend.agents.autogen.model_client import TurnModelClient
from backend.logs import FILE_BYTES, FILES, REDACTED, JsonFormatter, Redactor, describe_error
from backend.providers.openai_compatible import address
from backend.providers.openai_compatible.client import OpenAICompatibleModel
from tests.backend.client import Backend
from tests.backend.providers.stand_in import response, sends, stand_in
from tests.backend.store.helpers import in_loop

TOKEN = "kJ3_known-token_" * 3
BIDI_MARKS = {"ARABIC LETTER MARK", "LEFT-TO-RIGHT MARK", "RIGHT-TO-LEFT MARK"}
BIDI_CLASSES = {"LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"}


def steers(letter: str) -> bool:
    """Whether Unicode has it control, break lines or turn letters (UAX 9: the Bidi_Control property)."""
    return (
        unicodedata.category(letter) in {"Cc", "Zl", "Zp"}
        or unicodedata.bidirectional(letter) in BIDI_CLASSES
        or unicodedata.name(letter, "") in BIDI_MARKS
    )


STEERING = "".join(filter(steers, map(chr, range(sys.maxunicode + 1))))


@pytest.mark.parametrize(
    "text",
    [
        f"the token is {TOKEN}",
        f"Authorization: Bearer {TOKEN}",
        "Sec-WebSocket-Protocol: armature.v1, bearer.AbCdEf0123456789",
        "GET https://user:hunter22@host/path",
        "Incorrect API key provided: sk-proj-AbCdEf0123456789xyz",
        "api_key='AbCdEf0123456789'",
        '{"password": "AbCdEf0123456789"}',
        "token=AbCdEf0123456789",
        "AIzaSyAbCdEf0123456789xyzAbCdEf0123456789",
    ],
)
def test_what_looks_like_a_secret_is_redacted(text: str) -> None:
    redacted = Redactor([TOKEN]).text(text)
    assert REDACTED in redacted
    assert TOKEN not in redacted
    assert "AbCdEf0123456789" not in redacted
    assert "hunter22" not in redacted


@pytest.mark.parametrize(
    "text",
    ["input_tokens 12", "the task is done", "risk-free", "http://127.0.0.1:5000/health", "bearer", "skeleton-key"],
)
def test_ordinary_text_stays(text: str) -> None:
    assert Redactor([TOKEN]).text(text) == text


def record(message: str, **more: object) -> logging.LogRecord:
    return logging.makeLogRecord({"name": "backend.x", "levelname": "INFO", "msg": message, "created": 0.0, **more})


def test_a_record_is_one_json_object_with_its_extras() -> None:
    line = JsonFormatter(Redactor([TOKEN])).format(
        record("run\nended %s", args=("well",), run_id="r1", token_of={"a": [TOKEN, 1, None]})
    )
    assert "\n" not in line
    assert json.loads(line) == {
        "time": "1970-01-01T00:00:00.000+00:00",
        "level": "info",
        "logger": "backend.x",
        "message": "run\nended well",
        "run_id": "r1",
        "token_of": {"a": [REDACTED, 1, None]},
    }


def test_an_error_is_told_without_source_lines() -> None:
    with pytest.raises(RuntimeError) as caught:
        raise RuntimeError(f"failed with {TOKEN}") from OSError("disk")
    exc_info = (caught.type, caught.value, caught.tb)
    line = JsonFormatter(Redactor([TOKEN])).format(record("x", exc_info=exc_info))
    told = json.loads(line)["error"]
    assert (told["type"], told["message"], told["cause"]) == (
        "RuntimeError",
        f"failed with {REDACTED}",
        "OSError: disk",
    )
    assert told["frames"][-1].startswith("test_logs.py:")


def test_what_steers_a_terminal_is_written_as_codes_and_read_as_it_was() -> None:
    hostile = f"steered {STEERING} text"
    with pytest.raises(RuntimeError) as caught:
        raise RuntimeError(hostile)
    exc_info = (caught.type, caught.value, caught.tb)
    line = JsonFormatter(Redactor()).format(record(hostile, exc_info=exc_info, **{hostile: [{hostile: hostile}]}))
    assert len(STEERING) == 32 + 33 + 2 + 12
    assert list(filter(steers, line)) == []
    told = json.loads(line)
    assert (told["message"], told[hostile], told["error"]["message"]) == (hostile, [{hostile: hostile}], hostile)


@in_loop
async def test_a_hostile_error_of_a_model_steers_nothing_from_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """AutoGen itself logs the error of a team's member, with the words of the model's server in it."""
    words = f"steered {STEERING} text"
    async with stand_in(sends(response(500, json.dumps({"error": {"message": words}}).encode()))) as server:
        model = OpenAICompatibleModel(address.read(server.base_url), "any", None)
        team = RoundRobinGroupChat([AssistantAgent("writer", TurnModelClient(model))], max_turns=1)
        with pytest.raises(RuntimeError, match="steered"):
            await team.run(task="write")
        await model.close()
    lines = [JsonFormatter(Redactor()).format(one) for one in caplog.records if one.levelno >= logging.ERROR]
    assert any("steered \\u0000" in line for line in lines), "the words of the server did not reach the log"
    assert [line for line in lines if any(map(steers, line))] == []


def test_a_validation_error_does_not_quote_what_the_user_wrote() -> None:
    class Body(BaseModel):
        number: int

    with pytest.raises(ValidationError) as caught:
        Body.model_validate({"number": "my diary"})
    assert "my diary" not in json.dumps(describe_error(caught.value))


def test_very_long_text_is_cut() -> None:
    assert len(Redactor().text("x" * 100_000)) < 3000


ROTATE = f"""
import logging, pathlib, sys, threading, warnings
from backend.logs import start_logging
start_logging(pathlib.Path(sys.argv[1]), "info", [])
log = logging.getLogger("backend.test")
for number in range({FILE_BYTES * (FILES + 2) // 1500}):
    log.info("x" * 1400)
log.debug("quiet")
logging.getLogger("library").info("chatter")
logging.getLogger("library").warning("heard")
logging.getLogger("autogen_core.events").warning("a prompt")
warnings.warn("a warning", stacklevel=1)
thread = threading.Thread(target=lambda: 1 / 0)
thread.start()
thread.join()
"""


def test_files_rotate_and_libraries_are_kept_short(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", ROTATE, tmp_path], check=True, capture_output=True, text=True)
    assert done.stderr == ""
    files = sorted(tmp_path.iterdir())
    assert [path.name for path in files] == ["backend.log", *(f"backend.log.{n}" for n in range(1, FILES))]
    assert all(path.stat().st_size <= FILE_BYTES for path in files)
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in files)
    lines = [line for path in reversed(files) for line in path.read_text(encoding="utf-8").splitlines()]
    others = [entry for entry in map(json.loads, lines) if not entry["message"].startswith("xxx")]
    assert [entry["logger"] for entry in others] == ["library", "py.warnings", "backend.logs"]
    assert others[-1]["error"]["type"] == "ZeroDivisionError"


def test_the_level_is_chosen_on_the_command_line(start_backend: Callable[..., Backend]) -> None:
    quiet = start_backend(arguments=["--log-level", "error"]).ready()
    assert quiet.stop() == 0
    assert quiet.log_text() == ""


@pytest.mark.parametrize("level", ["info", "debug"])
def test_no_token_and_no_word_of_a_conversation_is_logged(start_backend: Callable[..., Backend], level: str) -> None:
    backend = start_backend(arguments=["--log-level", level]).ready()
    word = "xylophone-quartz-4711"
    with backend.socket() as stream:
        assert stream.run(f"What is 2+2? {word}")[-1]["type"] == "run.finished"
        stream.send({"type": "run.start", "input": word})
        assert stream.receive()["type"] == "error"
        stream.connection.send(f"not json {word}")
        assert stream.receive()["type"] == "error"
    backend.request("POST", "/conversations", {"title": [word]})
    backend.request("GET", f"/conversations/search?q={word}")
    backend.request("GET", "/settings", token=f"wrong-{word}")
    backend.request("GET", f"/nothing/{word}?token={backend.token}")
    assert backend.stop() == 0
    log = backend.log_text()
    assert log
    assert backend.token not in log
    assert word not in log
    for line in log.splitlines():
        assert json.loads(line)["level"] in {"debug", "info", "warning", "error"}
