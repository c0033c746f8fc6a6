"""Who signed a Windows program: as much as decides who goes on signing, and no check of the signature."""

from pathlib import Path
from typing import Literal

from build.preflight.pe import read_pe
from build.sign.identity import TEST_SUBJECT

Who = Literal["nobody", "test", "release"]


def who_signed(program: Path) -> Who:
    """Whether a program carries a signature, and whether it is of a throw-away certificate."""
    data = program.read_bytes()
    pe = read_pe(data)
    if not pe.signed:
        return "nobody"
    return "test" if TEST_SUBJECT.encode() in data[pe.table_offset :] else "release"
