"""The event loop shared out: models that never wait must not keep it from everybody else, however many they are.

Each round of the loop has ``ROUND_SECONDS`` for pieces, whichever streams they are of. Who comes when they are over
waits in line; each round lets in one. So a round stays short, however large the pieces, and nobody is passed over.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from time import perf_counter
from typing import ClassVar, Final
from weakref import WeakKeyDictionary

ROUND_SECONDS: Final = 0.0005


class FairShare:
    """The rounds of one event loop; ``FairShare.of_loop()`` are those of the running one."""

    _all: ClassVar["WeakKeyDictionary[asyncio.AbstractEventLoop, FairShare]"] = WeakKeyDictionary()

    def __init__(self, clock: Callable[[], float] = perf_counter) -> None:
        self._clock = clock
        self._over_at = 0.0
        self._line: deque[asyncio.Future[None]] = deque()
        self._is_counting = False

    @classmethod
    def of_loop(cls) -> "FairShare":
        """Return the one that all streams of the running loop share."""
        loop = asyncio.get_running_loop()
        share = cls._all.get(loop)
        if share is None:
            share = cls._all[loop] = cls()
        return share

    def is_over(self) -> bool:
        """Whether this round is over: who has taken a piece must wait for its turn before it takes the next one."""
        now = self._clock()
        if not self._is_counting:
            self._is_counting = True
            self._over_at = now + ROUND_SECONDS
            asyncio.get_running_loop().call_soon(self._next_round)
        return now >= self._over_at

    async def turn(self) -> None:
        """Wait in line."""
        place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._line.append(place)
        await place

    def _next_round(self) -> None:
        self._over_at = self._clock() + ROUND_SECONDS
        self._is_counting = bool(self._line)
        if self._is_counting:
            asyncio.get_running_loop().call_soon(self._next_round)
        while self._line:
            place = self._line.popleft()
            if not place.done():
                place.set_result(None)
                break
