"""The log of what was refused: enough to be understood, and too little to push out the rest."""

import asyncio
import json
import logging

import pytest

from backend.server.gate import Gate, Message, Receive, Scope, Send
from backend.server.guard import Policy, Verdict
from backend.server.refusals import Refusals
from tests.backend.client import Backend

FLOOD = 10_000


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_the_first_few_have_a_line_each_and_a_flood_a_few_more_with_their_number() -> None:
    refusals = Refusals(Clock())
    lines = [refusals.note(Verdict.WRONG_HOST) for _ in range(FLOOD)]
    assert lines[:5] == [1] * 5
    told = [line for line in lines if line]
    assert len(told) < 50
    assert FLOOD * 0.8 < sum(told) <= FLOOD


def test_a_flood_of_one_kind_hides_no_other() -> None:
    refusals = Refusals(Clock())
    for _ in range(FLOOD):
        refusals.note(Verdict.FOREIGN_ORIGIN)
    assert refusals.note(Verdict.WRONG_TOKEN) == 1


def test_the_next_minute_begins_anew_and_tells_what_was_left_out() -> None:
    clock = Clock()
    refusals = Refusals(clock)
    told = sum(refusals.note(Verdict.WRONG_HOST) or 0 for _ in range(FLOOD))
    clock.now += 61
    lines = [refusals.note(Verdict.WRONG_HOST) for _ in range(3)]
    assert lines == [FLOOD - told + 1, 1, 1]


def test_a_flood_at_the_gate_leaves_the_log_in_use(caplog: pytest.LogCaptureFixture) -> None:
    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        raise AssertionError("it was called")

    async def receive() -> Message:
        raise AssertionError("nothing is read in front of the application")

    async def send(message: Message) -> None:
        del message

    async def flood() -> None:
        gate = Gate(application, Policy.of("127.0.0.1", 5000, [], "t" * 43))
        for _ in range(1000):
            await gate({"type": "http", "method": "GET", "path": "/", "headers": []}, receive, send)

    with caplog.at_level(logging.WARNING):
        asyncio.run(flood())
    assert 5 < len(caplog.records) < 50


def test_a_line_says_how_many_it_stands_for(shared_backend: Backend) -> None:
    for _ in range(30):
        shared_backend.request("GET", "/settings", token=None)
    records = [json.loads(line) for line in shared_backend.log_text().splitlines()]
    times = [record["times"] for record in records if record["message"] == "refused"]
    assert len(times) < sum(times) <= 30
