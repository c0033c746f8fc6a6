"""What of the shell's TypeScript must not ship: comments. The code itself does, minified."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from build.audit import pieces
from build.audit.needles import Kind, Needle
from build.audit.python_source import MORE_THAN

SUFFIXES: Final = (".ts", ".tsx", ".mts", ".cts", ".css")

_TOKEN: Final = re.compile(
    r"""
    (?P<comment> //[^\n]* | /\*.*?\*/ )
    | "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*' | `(?:\\.|[^`\\])*`
    | (?<=[(,=:\[!&|?{};\n]) [ ]* /(?![*/]) (?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+ /
    """,
    re.VERBOSE | re.DOTALL,
)
"""Comments, and what may look as if there were one in it: strings, templates, regular expressions."""


def read_comments(root: Path, path: Path) -> Iterator[Needle]:
    """The lines of all comments of a file that are long enough."""
    text = path.read_text(encoding="utf-8")
    relative = path.relative_to(root).as_posix()
    for match in _TOKEN.finditer(text):
        comment = match["comment"]
        if comment is None:
            continue
        first = text.count("\n", 0, match.start()) + 1
        for number, line in enumerate(comment.split("\n")):
            words = line.strip().strip("/* ").rstrip()
            if len(words) > MORE_THAN:
                yield Needle(words[: pieces.LONGEST], Kind.COMMENT, f"{relative}:{first + number}")
