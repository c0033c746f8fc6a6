"""Streams, one and many at once, through the same model server: how fast, how soon, and what they cost."""

import json
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from secrets import token_hex
from statistics import median
from time import perf_counter
from typing import Any, TypeVar

from build.bench.backend.crowd import Dialect, Seen, ask_together, connected
from build.bench.backend.probe import probing
from build.bench.cpu import cpu_of_tree
from build.bench.memory import memory_of_tree
from build.bench.model_server import base_url
from build.bench.scripting import QUESTION, use_model
from build.bench.target import Target
from build.bench.wire import HttpConnection

_Done = TypeVar("_Done")

Ask = Callable[[int], Dialect]
"""Makes a server answer in so many tokens."""


def ours(target: Target, model_port: int) -> Ask:
    """Our backend: the model is a setting, and a question has an id of its own."""

    def ask(tokens: int) -> Dialect:
        # A connection that was kept may be closed by now: streams take their time.
        with closing(HttpConnection(target.port, target.token)) as connection:
            use_model(connection, base_url(model_port, tokens))
        return Dialect(_run_start, b'"type":"token"', b'"type":"run.finished"', b'"type":"run.failed"')

    return ask


def rivals(model_port: int) -> Ask:
    """The rivals: the question says which model."""

    def ask(tokens: int) -> Dialect:
        question = json.dumps({"base_url": base_url(model_port, tokens), "input": QUESTION}).encode()
        return Dialect(lambda: question, b'"type":"token"', b'"type":"end"', b'"type":"error"')

    return ask


def streams(target: Target, ask: Ask, number: int, tokens: int, *, probed: bool) -> dict[str, Any]:
    """So many streams of so many tokens at once; seconds, bytes and counts.

    Args:
        target: the server.
        ask: how it is asked.
        number: how many clients, each with a socket of its own.
        tokens: in each answer.
        probed: whether the server has ``/health`` to be asked meanwhile.
    """
    dialect = ask(tokens)
    with ExitStack() as stack:
        clients = connected(stack, target.port, target.token, number)
        lags = stack.enter_context(probing(target.port)) if probed else []
        seen, cost = _costed(target, lambda: ask_together(clients, dialect), number * tokens)
        memory = memory_of_tree(target.process.pid)
    found = {
        "private": memory.private,
        "slowest": slowest(seen),
        "first_tokens_s": [one.first_token for one in seen],
    }
    return cost | found | ({"lags_s": lags} if lags else {})


def waves(target: Target, ask: Ask, number: int, answers: int, tokens: int) -> dict[str, float]:
    """Answers of so many tokens, so many at once, and as often as it takes; seconds and counts.

    Args:
        target: the server.
        ask: how it is asked.
        number: how many clients, each with a socket of its own.
        answers: at least one for each client.
        tokens: in each answer.
    """
    dialect, times = ask(tokens), max(answers // number, 1)
    with ExitStack() as stack:
        clients = connected(stack, target.port, target.token, number)
        _, cost = _costed(
            target, lambda: [ask_together(clients, dialect) for _ in range(times)], times * number * tokens
        )
    return cost


def _costed(target: Target, work: Callable[[], _Done], tokens: int) -> tuple[_Done, dict[str, float]]:
    """What came of work that takes so many tokens from a server, and what it cost."""
    cpu, begun = cpu_of_tree(target.process.pid), perf_counter()
    done = work()
    seconds, cpu = perf_counter() - begun, cpu_of_tree(target.process.pid) - cpu
    return done, {"tokens_per_s": tokens / seconds, "cpu_per_token_s": cpu / tokens}


def slowest(seen: Sequence[Seen]) -> float:
    """The pace of the slowest stream, in units of the median's."""
    return median(one.end for one in seen) / max(one.end for one in seen)


def _run_start() -> bytes:
    return json.dumps({"type": "run.start", "request_id": token_hex(8), "input": QUESTION}).encode()
