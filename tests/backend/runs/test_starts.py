"""The memory of who asked for which run."""

import asyncio

import pytest

from backend.runs.starts import Starts
from backend.store.trouble import StoreError
from tests.backend.runs.world import start

pytestmark = pytest.mark.anyio


async def first() -> str:
    return "first"


async def second() -> str:
    return "second"


async def test_a_request_leads_to_one_run_until_it_is_forgotten() -> None:
    starts = Starts(8)
    assert await starts.once(start(), first) == "first"
    assert await starts.once(start(), second) == "first"
    starts.forget("first")
    assert await starts.once(start(), second) == "second"


async def test_a_run_is_forgotten_while_another_fails_to_begin() -> None:
    """Its failure is known, and it has not been dropped yet: both happen in one round of the loop."""
    starts = Starts(8)
    go = asyncio.Event()

    async def fail() -> str:
        await go.wait()
        asyncio.get_running_loop().call_soon(starts.forget, "first")
        raise StoreError("the disk is full", "full")

    failing = asyncio.create_task(starts.once(start(request_id="failing"), fail))
    await asyncio.sleep(0)
    assert await starts.once(start(), first) == "first"
    go.set()
    with pytest.raises(StoreError):
        await failing
    assert await starts.once(start(), second) == "second"
