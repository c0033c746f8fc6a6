"""Every parser, with input that is nearly right: each gives a result or its own error, and nothing else."""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, example, given, settings

from backend.agents.autogen import arguments
from backend.agents.definition import parse_definition
from backend.agents.tools.arithmetic import ExpressionError, evaluate
from backend.assets.pack import PackError, parse_header
from backend.errors import BackendError, UsageError
from backend.problems import ProblemError
from backend.protocol.stream import client_message
from backend.providers.errors import ModelError
from backend.providers.openai_compatible import address
from backend.providers.openai_compatible.answer import Answer
from backend.providers.openai_compatible.sse import EventParser, EventTooLargeError
from backend.runs.settings_rules import normal_base_url
from backend.server.doorstep import parse_health_request
from backend.server.handshake import parse_handshake
from backend.server.owner import judge, parse_owner
from backend.store.search import parse_query
from backend.stream.incoming import parse
from backend.workspace import text
from backend.workspace.errors import WorkspaceError
from backend.workspace.paths import parse_new
from tests.backend.assets.packs import build
from tests.backend.attacks.fuzzing.mutations import nearly
from tests.trials import Tally

TOKEN = "secretsecretsecretsecretsecretsecret"
HANDSHAKE = json.dumps(
    {"protocol": 1, "token": TOKEN, "origins": ["app://bundle"], "data_dir": "/data", "log_dir": "/data/logs"}
).encode()
START = b'{"type":"run.start","request_id":"q","conversation_id":null,"agent":"assistant","input":"x"}'
RESUME = b'{"type":"run.resume","run_id":"r","after":-1}'
REPLY = b'{"type":"approval.reply","run_id":"r","call_id":"c","approved":true,"reason":"no"}'
CHUNK = (
    b'{"id":"1","choices":[{"index":0,"delta":{"content":"x","reasoning_content":"y","tool_calls":[{"index":0,'
    b'"id":"c","function":{"name":"clock","arguments":"{}"}}]},"finish_reason":"stop"}],"usage":{"prompt_tokens":1}}'
)
OWNER = b'{"pid":1,"created":1.5,"shell":{"pid":2,"created":2e9}}'
DEFINITION = (
    b'id = "a"\nposition = 1\nname = "A"\ndescription = "d"\nprompt = "a"\ntools = ["clock"]\nsuggestions = ["x"]\n'
)


@dataclass(frozen=True)
class Parser:
    """What reads the input, examples of what is right, and the errors that it may raise."""

    read: Callable[[bytes], object]
    seeds: tuple[bytes, ...]
    errors: tuple[type[Exception], ...] = ()


def lenient(read: Callable[[str], object]) -> Callable[[bytes], object]:
    return lambda data: read(data.decode("utf-8", "replace"))


def read_message(data: bytes) -> None:
    message = parse({"text": data.decode("utf-8", "replace")})
    if message.type != "error":
        assert client_message.validate_json(message.model_dump_json()) == message


def read_events(data: bytes) -> None:
    """However the bytes are cut, the events are the same."""
    whole, pieces = EventParser(), EventParser()
    expected = [*whole.feed(data, is_last=True)]
    found = [event for index in range(len(data)) for event in pieces.feed(data[index : index + 1])]
    assert [*found, *pieces.feed(b"", is_last=True)] == expected


def read_answer(data: bytes) -> None:
    try:
        chunk = json.loads(data)
    except (ValueError, RecursionError):
        return
    if isinstance(chunk, dict):
        answer = Answer()
        for event in answer.add(chunk):
            str(event).encode()
        for call in answer.completed().tool_calls:
            json.loads(arguments.write(call.arguments))


def read_owner(text: str) -> None:
    owner = parse_owner(text)
    if owner:
        judge(owner)


def read_handshake(data: bytes) -> None:
    refusal = ""
    try:
        parse_handshake(data)
    except UsageError as error:
        refusal = error.message
    assert TOKEN[:12] not in refusal, "the error quotes the token"


PARSERS = {
    "handshake": Parser(read_handshake, (HANDSHAKE,)),
    "health request": Parser(parse_health_request, (b"GET /health HTTP/1.1\r\nHost: 127.0.0.1:1\r\nOrigin: app://b",)),
    "message of the stream": Parser(read_message, (START, RESUME, REPLY)),
    "server-sent events": Parser(
        read_events, (b"data: {}\r\n\r\nevent: x\n: c\ndata: a\ndata: b\n\n",), (EventTooLargeError,)
    ),
    "chunk of a model": Parser(read_answer, (CHUNK,), (ModelError,)),
    "arguments of a tool": Parser(lenient(arguments.write), (b'{"path": "a.txt", "content": "x"}',)),
    "address of a model": Parser(lenient(address.read), (b"https://user@api.example.com:8080/v1?x#y",), (ModelError,)),
    "address in the settings": Parser(
        lenient(normal_base_url), (b"http://[::1]:80/v1", b"https://a.b/v1"), (ProblemError,)
    ),
    "path of a file": Parser(lenient(parse_new), (b"notes/../a.txt", b"C:\\x", b"a/b/c"), (WorkspaceError,)),
    "text of a file": Parser(text.decode, (b"\xef\xbb\xbfa\r\nb", "Zoë 测试".encode("utf-16"), b"\xff\xfe\0\0a\0\0\0")),
    "sum": Parser(lenient(evaluate), (b"sqrt(2)**3 + max(1, 2)/0.5 % 7", b"factorial(20) // -3e5"), (ExpressionError,)),
    "search": Parser(lenient(lambda words: parse_query(words).match), (b'"two words" OR NOT near* (x)',)),
    "owner of a lock": Parser(
        lenient(read_owner),
        (OWNER, b'{"pid":1e999,"created":1,"shell":null}', b'{"pid":-1,"created":1,"shell":null}', b"[" * 4096),
    ),
    "agent definition": Parser(
        lenient(lambda words: parse_definition(words, "a.toml")), (DEFINITION,), (BackendError,)
    ),
    "sealed pack": Parser(parse_header, (build().pack,), (PackError,)),
}


def test_the_owner_of_a_lock_is_read() -> None:
    assert parse_owner(OWNER.decode())


@pytest.mark.attack("Fuzzing", "every parser, with input that is nearly right")
@pytest.mark.parametrize("name", PARSERS)
def test_a_parser_gives_a_result_or_its_own_error(name: str, tally: Tally) -> None:
    parser = PARSERS[name]
    tried = 0

    @settings(
        max_examples=tally.wanted(quick=60, full=1000),
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(nearly(*parser.seeds))
    def read(data: bytes) -> None:
        nonlocal tried
        tried += 1
        with suppress(*parser.errors):
            parser.read(data)

    for seed in parser.seeds:
        read = example(seed)(read)
    read()
    tally.add(tried, "cases")
