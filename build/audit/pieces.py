"""Cut texts into pieces that are found wherever a part of the text is, however its lines were broken anew."""

import re
from collections.abc import Iterator
from typing import Final

from build.audit.needles import SHORTEST

LONGEST: Final = 160
CHUNK: Final = 28
"""The least length of a piece made of whole words: four to six of them, which no other text has by chance."""


_WORD: Final = re.compile(r"[\u2e80-\uffef]{1,10}|[^\s\u2e80-\uffef]+")
"""A word; ten letters at a time of scripts that put no space between words."""

SHORTEST_REST: Final = 20
"""The least length of what is left of a line behind its last piece."""


def lines(text: str, shortest: int = SHORTEST) -> Iterator[tuple[int, str]]:
    """The lines of a text that are long enough, with their numbers from 0, without the space around them."""
    for number, line in enumerate(text.split("\n")):
        stripped = line.strip()
        if len(stripped) >= shortest:
            yield number, stripped[:LONGEST].rstrip()


def chunks(text: str) -> Iterator[tuple[int, str]]:
    """Runs of words within the lines of a text, each just long enough, with the numbers of their lines from 0."""
    for number, line in enumerate(text.split("\n")):
        begin = None
        for word in _WORD.finditer(line):
            begin = word.start() if begin is None else begin
            if _width(line[begin : word.end()]) >= CHUNK:
                yield number, line[begin : word.end()][:LONGEST]
                begin = None
        if begin is not None and _width(rest := line[begin:].strip()) >= SHORTEST_REST:
            yield number, rest


def _width(text: str) -> int:
    """The length of a text, where a letter of a script without spaces says as much as three."""
    return sum(3 if ord(letter) >= 0x2E80 else 1 for letter in text)
