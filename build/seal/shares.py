"""Write the functions that make the shares of a key: Python code that is different in every build.

A share is not stored but calculated, from the digest of the pack's preamble by a chain of multiplications whose
constants the build's key chooses. Compiled, the chain is machine code, and what it gives is in no table of constants.
"""

import struct
from collections.abc import Iterator
from typing import Final, cast

from backend.assets.key import expand
from backend.assets.seal import Share

COUNT: Final = 3
STEPS: Final = 24
_STEP: Final = struct.Struct("<QQB")
_WORDS: Final = "abcd"


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
            *_steps(stream),
            '    return pack("<4Q", a, b, c, d)',
            "",
        )
    )


def share_function(source: str) -> Share:
    """The function of such a module."""
    names: dict[str, object] = {}
    exec(compile(source, "share", "exec"), names)  # noqa: S102 - our own text, made a moment ago
    return cast("Share", names["share"])


def _steps(stream: bytes) -> Iterator[str]:
    for index, (factor, summand, shift) in enumerate(_STEP.iter_unpack(stream)):
        word, other = _WORDS[index % 4], _WORDS[(index + 1 + shift % 3) % 4]
        # An even factor would throw bits away.
        yield (
            f"    {word} = (({word} ^ {other} >> {1 + shift // 3 % 63}) * {factor | 1:#x} + {summand:#x})"
            " & 0xFFFFFFFFFFFFFFFF"
        )
