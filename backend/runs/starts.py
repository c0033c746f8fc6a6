"""Remembers who asked for which run, so that a request that comes twice is answered by one run.

A client that loses its socket before it has heard of its run sends the same ``run.start`` again. The same means:
``request_id``, conversation, agent and input are all equal. It is remembered while the run goes on, and after that
until somebody was given the run's last event; from then on an equal request is a new question.
"""

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from backend.protocol.stream import RunStart


class Starts:
    """The newest requests, up to a number, each with the run that it led to."""

    def __init__(self, remembered: int) -> None:
        self._remembered = remembered
        self._runs: OrderedDict[bytes, asyncio.Task[str]] = OrderedDict()

    async def once(self, request: RunStart, begin: Callable[[], Awaitable[str]]) -> str:
        """Return the id of the run for this request, beginning it when the request is new.

        A caller that is cancelled leaves the beginning to go on: it may be half stored.
        """
        key = hashlib.sha256(request.model_dump_json().encode()).digest()
        task = self._runs.get(key)
        if task is None:
            task = asyncio.ensure_future(_await(begin))
            self._runs[key] = task
            task.add_done_callback(lambda done: self._drop_failed(key, done))
            while len(self._runs) > self._remembered:
                self._runs.popitem(last=False)
        return await asyncio.shield(task)

    def forget(self, run_id: str) -> None:
        """Take the next equal request for a new one."""
        for key, task in self._runs.items():
            if _begun(task) == run_id:
                del self._runs[key]
                return

    async def settled(self) -> None:
        """Return when nothing is beginning."""
        beginning = [task for task in self._runs.values() if not task.done()]
        if beginning:
            await asyncio.wait(beginning)

    def _drop_failed(self, key: bytes, task: asyncio.Task[str]) -> None:
        if _begun(task) is None and self._runs.get(key) is task:
            del self._runs[key]


def _begun(task: asyncio.Task[str]) -> str | None:
    """Return the run, or None: it is still beginning, or could not begin."""
    if not task.done() or task.cancelled() or task.exception():
        return None
    return task.result()


async def _await(begin: Callable[[], Awaitable[str]]) -> str:
    return await begin()
