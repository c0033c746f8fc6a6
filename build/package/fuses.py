"""Electron's fuses, read from the program itself: switches in the binary that nothing around it can turn back.

Format (https://github.com/electron/fuses, "Fuse Wire"): a sentinel of 32 characters, a byte with the version of the
wire, a byte with its length, then one character a fuse: ``0`` off, ``1`` on, ``r`` removed from this Electron.
"""

import mmap
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal

from build.errors import BuildError

SENTINEL: Final = b"dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX"
WIRE_VERSION: Final = 1
NAMES: Final = (
    "runAsNode",
    "enableCookieEncryption",
    "enableNodeOptionsEnvironmentVariable",
    "enableNodeCliInspectArguments",
    "enableEmbeddedAsarIntegrityValidation",
    "onlyLoadAppFromAsar",
    "loadBrowserProcessSpecificV8Snapshot",
    "grantFileProtocolExtraPrivileges",
)
"""The fuses in the order of the wire, by electron-builder's names.

A later Electron may have more, an older one fewer."""

INSPECT: Final = "enableNodeCliInspectArguments"

Fuse = Literal["on", "off", "removed"]
STATES: Final[Mapping[int, Fuse]] = {ord("0"): "off", ord("1"): "on", ord("r"): "removed"}


def read_fuses(program: Path) -> dict[str, Fuse]:
    """The fuses that this Electron has, and how they are set.

    Raises:
        BuildError: it has no fuse wire that we know, or two that differ (a universal binary has one for each half).
    """
    with program.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        first, last = _wire(content, content.find(SENTINEL)), _wire(content, content.rfind(SENTINEL))
    if first is None or first != last:
        raise BuildError(
            "no-fuses",
            f"{program.name} has no fuse wire that this tooling can read.",
            "Use an Electron that this version of the project knows: `nox -s electron -- --refresh`.",
        )
    return first


def known_to(program: Path, asked: Mapping[str, bool]) -> dict[str, bool]:
    """Those of the fuses that this Electron has: setting one that it lacks is an error of its own."""
    has = read_fuses(program)
    return {name: state for name, state in asked.items() if name in has}


def require_fuses(program: Path, asked: Mapping[str, bool]) -> None:
    """Read the fuses back.

    Raises:
        BuildError: one of them is not as asked.
    """
    found = read_fuses(program)
    wrong = [
        f"{name} is {found.get(name, 'not there')}"
        for name, state in asked.items()
        if found.get(name) != ("on" if state else "off")
    ]
    if wrong:
        raise BuildError(
            "fuses-not-set",
            f"The packed app does not have the fuses that electron-builder.json asks for: {', '.join(wrong)}.",
            "Do not ship it; see which version of electron-builder and of Electron packed it.",
        )


def _wire(content: mmap.mmap, at: int) -> dict[str, Fuse] | None:
    start = at + len(SENTINEL)
    if at < 0 or start + 2 > len(content) or content[start] != WIRE_VERSION:
        return None
    states = content[start + 2 : start + 2 + content[start + 1]]
    return {name: STATES[state] for name, state in zip(NAMES, states, strict=False) if state in STATES}
