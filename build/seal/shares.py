"""Write the functions that make the shares of a key: Python code that is different in every build.

A share is not stored but calculated, from the digest of the pack's preamble by a chain of multiplications whose
constants the build's key chooses. Compiled, the chain is machine code, and what it gives is in no table of constants.

All that the key chooses has the same length, and the steps are always the same: else the machine code would be longer
in one build than in the next, all that lies behind it would move, and an update would have to fetch it again.
"""

import struct
from collections.abc import Iterator
from typing import Final, cast

from backend.assets.key import expand
from backend.assets.seal import Share

COUNT: Final = 3
STEPS: Final = 24
_STEP: Final = struct.Struct("<QQ")
_WORDS: Final = "abcd"
_ODD_AND_LONG: Final = 1 << 63 | 1
"""An even factor would throw bits away; and every constant has 64 bits, however it is stored."""


def share_source(build_key: bytes, number: int) -> str:
    """The text of the module with share `number`; a different one for every key and number."""
    stream = expand(build_key, b"", b"share", str(number).encode(), STEPS * _STEP.size)
    return "\n".join(
        (
            '"""One share of the key of the pack. Written by the build."""',
            "",
            "from struct import pack, unpack",
            "",
            "",
            "def share(digest: bytes) -> bytes:",
            '    """Return this share for a pack."""',
            '    a, b, c, d = unpack("<4Q", digest)',
            *_steps(stream, number),
            '    return pack("<4Q", a, b, c, d)',
            "",
        )
    )


def share_function(source: str) -> Share:
    """The function of such a module."""
    names: dict[str, object] = {}
    exec(compile(source, "share", "exec"), names)  # noqa: S102 - our own text, made a moment ago
    return cast("Share", names["share"])


def _steps(stream: bytes, number: int) -> Iterator[str]:
    for index, (factor, summand) in enumerate(_STEP.iter_unpack(stream)):
        word, other = _WORDS[index % 4], _WORDS[(index + 1 + index // 4 % 3) % 4]
        shift = 1 + (5 * index + 19 * number) % 63
        yield (
            f"    {word} = (({word} ^ {other} >> {shift}) * {factor | _ODD_AND_LONG:#x} + {summand | _ODD_AND_LONG:#x})"
            " & 0xFFFFFFFFFFFFFFFF"
        )
