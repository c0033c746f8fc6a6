"""Find thousands of pieces of text in hundreds of megabytes, in one pass and with the standard library alone.

Every piece is filed under one word of its own. The payload is cut into runs of text and these into words; only where a
word is on file, the pieces filed there are compared. What has no such word (Chinese, say) is filed under eight bytes.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from mmap import mmap
from typing import Final

from build.audit.needles import Needle

Data = bytes | mmap

_RUN: Final = re.compile(rb"[\t -~]{12,}")
_RUN_UTF_16: Final = re.compile(rb"(?:[\t -~\xa0-\xff]\x00){12,}")
_RUN_BEYOND_ASCII: Final = re.compile(rb"[\x80-\xf4]{12,}")
_WORD: Final = re.compile(rb"[A-Za-z0-9_]{4,}")
_INNER_WORD: Final = re.compile(rb"(?<=[\t -/:-@\[-^`{-~])[A-Za-z0-9_]{4,}(?=[\t -/:-@\[-^`{-~])")
_GRAM: Final = 8
_WINDOW: Final = 1 << 16
"""Longer runs (minified code is one line) are looked at in pieces of this size, which overlap."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """A needle on file: the part of it by which it is found, and all of it, in each encoding that differs."""

    part: bytes
    variants: tuple[bytes, ...]
    needle: Needle


class Matcher:
    """An index of needles; it can be used on any number of payloads."""

    def __init__(self, needles: Iterable[Needle]) -> None:
        self._by_word: dict[bytes, list[_Entry]] = defaultdict(list)
        self._by_gram: dict[bytes, list[_Entry]] = defaultdict(list)
        self._direct: list[_Entry] = []
        self._longest = 0
        for needle in needles:
            self._file(needle, needle.text)
            if not needle.text.isascii():
                self._file(needle, json.dumps(needle.text)[1:-1])
        self._words = frozenset(self._by_word)

    def find(self, data: Data) -> Iterator[tuple[int, Needle]]:
        """Every needle in the data, with the offset of its first byte.

        In UTF-8, Latin-1, with the escapes of JSON, and, if it is of Latin letters, in UTF-16. A needle that stands
        there several times may be told once or more.
        """
        for run in _RUN.finditer(data):
            for start, text in _windows(run.start(), run.group(), 2 * self._longest):
                yield from self._in_run(data, start, text)
        for run in _RUN_UTF_16.finditer(data):
            yield from self._in_utf_16(run.start(), run.group()[::2])
        if self._by_gram:
            for run in _RUN_BEYOND_ASCII.finditer(data):
                yield from self._in_grams(data, run.start(), run.group())
        for entry in self._direct:
            yield from ((at, entry.needle) for variant in entry.variants if (at := data.find(variant)) >= 0)

    def _file(self, needle: Needle, text: str) -> None:
        encoded = text.encode("utf-8", "surrogatepass")
        try:
            variants = tuple({encoded, text.encode("latin-1")})
        except UnicodeEncodeError:
            variants = (encoded,)
        self._longest = max(self._longest, len(encoded))
        words = [(word, run) for run in _RUN.findall(encoded) for word in _INNER_WORD.findall(run)]
        if words:
            word, run = max(words, key=lambda found: len(found[0]))
            self._by_word[word].append(_Entry(run, variants, needle))
            return
        beyond = max(_RUN_BEYOND_ASCII.findall(encoded), key=len, default=b"")
        if beyond:
            self._by_gram[beyond[:_GRAM]].append(_Entry(beyond, variants, needle))
        else:
            self._direct.append(_Entry(encoded, variants, needle))

    def _in_run(self, data: Data, start: int, run: bytes) -> Iterator[tuple[int, Needle]]:
        for word in self._words.intersection(_WORD.findall(run)):
            for entry in self._by_word[word]:
                position = run.find(entry.part)
                while position >= 0:
                    first = _whole(data, start + position, entry)
                    if first is not None:
                        yield first, entry.needle
                        break
                    position = run.find(entry.part, position + 1)

    def _in_utf_16(self, start: int, run: bytes) -> Iterator[tuple[int, Needle]]:
        for word in self._words.intersection(_WORD.findall(run)):
            for entry in self._by_word[word]:
                position = max(run.find(variant) for variant in entry.variants)
                if position >= 0:
                    yield start + 2 * position, entry.needle

    def _in_grams(self, data: Data, start: int, run: bytes) -> Iterator[tuple[int, Needle]]:
        for position in range(len(run) - _GRAM + 1):
            for entry in self._by_gram.get(run[position : position + _GRAM], ()):
                first = _whole(data, start + position, entry)
                if first is not None:
                    yield first, entry.needle


def _windows(start: int, run: bytes, overlap: int) -> Iterator[tuple[int, bytes]]:
    if len(run) <= _WINDOW:
        yield start, run
        return
    for first in range(0, len(run), _WINDOW):
        yield start + first, run[first : first + _WINDOW + overlap]


def _whole(data: Data, position: int, entry: _Entry) -> int | None:
    """Where the whole needle begins whose part stands at ``position``, if it stands there."""
    for variant in entry.variants:
        inside = variant.find(entry.part)
        first = position - inside
        if inside >= 0 and first >= 0 and data[first : first + len(variant)] == variant:
            return first
    return None
