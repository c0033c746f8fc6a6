"""The fuses of a finished app, read from its bytes."""

import json
from pathlib import Path

from build.errors import BuildError
from build.package.fuses import read_fuses
from build.paths import ROOT
from build.preflight.findings import Finding

PACK_AGAIN = "Do not ship it; see which versions of electron-builder and Electron packed it, and pack it again."


def expected_fuses() -> dict[str, bool]:
    """What electron-builder.json asks for."""
    structure = json.loads((ROOT / "electron-builder.json").read_text(encoding="utf-8"))
    return {name: bool(state) for name, state in structure["electronFuses"].items()}


def check_fuses(file: Path, expected: dict[str, bool], name: str) -> list[Finding]:
    """What is wrong with the fuses; one that this Electron does not have yet is none.

    Args:
        file: the file with the fuse wire.
        expected: how they must be.
        name: of the artifact, for a person.
    """
    try:
        found = read_fuses(file)
    except (BuildError, OSError) as error:
        return [Finding("no-fuses", name, f"Its fuses cannot be read: {error}", PACK_AGAIN)]
    return [
        Finding("fuse-not-set", name, f"The fuse {fuse} is {found[fuse]}.", PACK_AGAIN)
        for fuse, state in expected.items()
        if fuse in found and found[fuse] != ("on" if state else "off")
    ]
