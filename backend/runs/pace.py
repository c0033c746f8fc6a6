"""Beginnings spread over the rounds of the event loop: who asks something meanwhile waits for a few, not for all."""

import asyncio
from collections import deque


class Pace:
    """Lets so many pass in each round of the running loop; the others wait in line."""

    def __init__(self, a_round: int) -> None:
        self._a_round = a_round
        self._room = a_round
        self._line: deque[asyncio.Future[None]] = deque()
        self._is_counting = False

    async def turn(self) -> None:
        """Return at once when the round has room, else when it is one's turn."""
        loop = asyncio.get_running_loop()
        if not self._is_counting:
            self._is_counting = True
            loop.call_soon(self._next_round)
        if self._room and not self._line:
            self._room -= 1
            return
        place: asyncio.Future[None] = loop.create_future()
        self._line.append(place)
        await place

    def _next_round(self) -> None:
        self._room = self._a_round
        self._is_counting = bool(self._line)
        if self._is_counting:
            asyncio.get_running_loop().call_soon(self._next_round)
        while self._line and self._room:
            place = self._line.popleft()
            if not place.done():
                place.set_result(None)
                self._room -= 1
