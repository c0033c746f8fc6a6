"""Base64 wherever it stands (inline source maps, keys in configuration), if what it says is text or a container."""

import base64
import binascii
import re
from collections.abc import Iterator
from functools import partial
from typing import Final

from build.audit.containers import Claim, Data, Member
from build.audit.containers.streams import SIGNATURES
from build.audit.limits import Ledger

_RUN: Final = re.compile(rb"(?:[A-Za-z0-9+/]{60,}+(?:\r?\n|\\n)?)+[A-Za-z0-9+/]*={0,2}")
_BREAKS: Final = re.compile(rb"\r|\n|\\n")
_TEXT: Final = re.compile(rb"[\t\n\r -~]{24,}|(?:[\t\n\r -~]\x00){24,}")
"""What is random has no such run: names of symbols look like base64, too."""


def claims(data: Data, ledger: Ledger) -> Iterator[Claim]:
    """Every run of base64 that decodes to something worth a look."""
    for run in _RUN.finditer(data):
        letters = _BREAKS.sub(b"", run.group()).rstrip(b"=")
        try:
            decoded = base64.b64decode(letters[: len(letters) // 4 * 4])
        except (binascii.Error, ValueError):
            continue
        if _worth(decoded) and len(decoded) <= ledger.room():
            yield Claim("base64", run.start(), run.end(), partial(iter, [Member("base64", decoded)]))


def _worth(decoded: bytes) -> bool:
    return _TEXT.search(decoded) is not None or any(decoded.startswith(signature) for _, signature in SIGNATURES)
