"""Beginnings take turns."""

import asyncio

import pytest

from backend.runs.pace import Pace

pytestmark = pytest.mark.anyio


async def test_so_many_pass_in_each_round_in_the_order_they_came() -> None:
    pace = Pace(2)
    passed: list[int] = []

    async def begin(number: int) -> None:
        await pace.turn()
        passed.append(number)

    tasks = [asyncio.create_task(begin(number)) for number in range(7)]
    most, before = 0, 0
    while len(passed) < len(tasks):
        await asyncio.sleep(0)
        most, before = max(most, len(passed) - before), len(passed)
    assert most <= 2
    assert passed == [*range(7)]


async def test_who_gives_up_in_line_holds_nobody_up() -> None:
    pace = Pace(1)
    waiting = [asyncio.create_task(pace.turn()) for _ in range(5)]
    await asyncio.sleep(0)
    for task in waiting[1:4]:
        task.cancel()
    await asyncio.wait_for(waiting[4], 5)
    await asyncio.wait_for(pace.turn(), 5)
