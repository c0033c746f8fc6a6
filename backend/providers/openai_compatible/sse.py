"""Server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html), as far as models use them."""

import codecs
from collections.abc import Iterator
from typing import Final

MAX_EVENT_CHARS: Final = 16_000_000


class EventTooLargeError(Exception):
    """An event grew beyond ``MAX_EVENT_CHARS``: the other side does not speak this protocol."""


class EventParser:
    """Turns bytes, cut anywhere, into the data of events."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")(errors="replace")
        self._line: list[str] = []
        self._line_size = 0
        self._data: list[str] = []
        self._size = 0
        self._ends_with_return = False

    def feed(self, chunk: bytes, *, is_last: bool = False) -> Iterator[str]:
        """Yield the data of every event that is complete now; each is looked for when it is asked for.

        With ``is_last`` the rest counts as an event as well: some servers forget the last empty line.

        Raises:
            EventTooLargeError: see there.
        """
        text = self._decoder.decode(chunk, final=is_last)
        # A carriage return at the end may be half of a line end: the other half must not count as a second one.
        if self._ends_with_return and text.startswith("\n"):
            text = text[1:]
            self._ends_with_return = False
        if text:
            self._ends_with_return = text.endswith("\r")
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        rest = lines.pop()
        if lines:
            self._hold(lines[0])
            lines[0] = self._held()
        self._hold(rest)
        if is_last:
            lines += [self._held(), ""]
        for line in lines:
            if (data := self._take(line)) is not None:
                yield data
        if self._size + self._line_size > MAX_EVENT_CHARS:
            raise EventTooLargeError

    def _hold(self, piece: str) -> None:
        # Not joined with what is held before the line is whole: that would take ever longer for a line without an end.
        self._line.append(piece)
        self._line_size += len(piece)

    def _held(self) -> str:
        line = "".join(self._line)
        self._line, self._line_size = [], 0
        return line

    def _take(self, line: str) -> str | None:
        if line:
            name, _, value = line.partition(":")
            if name == "data":
                self._keep(line, value.removeprefix(" "))
            elif name == "error":
                # Not of the standard: older servers of llama.cpp report errors in a field of this name.
                self._keep(line, f'{{"error": {value}}}')
            return None
        if not self._data:
            return None
        data = "\n".join(self._data)
        self._data, self._size = [], 0
        return data

    def _keep(self, line: str, data: str) -> None:
        self._data.append(data)
        # The whole line counts, its end too: lines without a value take memory as well.
        self._size += len(line) + 1
