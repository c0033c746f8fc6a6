"""Which files are signed, in which order, and as what: decided from the packed app alone, for every signer alike.

An order matters where one signature covers another: a bundle seals what is inside it, and the payload manifest lists
the signed files. So code is signed from the inside out, in two halves with the manifest between them.
"""

import os
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from build.paths import ROOT

ENTITLEMENTS: Final = ROOT / "entitlements"

Kind = Literal[
    "app", "helper", "renderer", "gpu", "plugin", "backend", "framework", "library", "tool", "installer", "disk-image"
]
"""What a file is: ``tool`` is a program that a framework or the backend starts, ``library`` any code without a
``main``."""

Flag = Literal["runtime"]
"""``runtime``: Apple's hardened runtime."""

HARDENED: Final[frozenset[Flag]] = frozenset({"runtime"})
PLAIN: Final[frozenset[Flag]] = frozenset()

MACHO_64: Final = b"\xcf\xfa\xed\xfe"
MACHO_FAT: Final = b"\xca\xfe\xba\xbe"
MACHO_PROGRAM: Final = 2
"""mach-o/loader.h: MH_EXECUTE."""

MOST_ARCHITECTURES: Final = 30
"""A Java class begins with a fat binary's magic too; the number that follows is its version, which is higher."""


@dataclass(frozen=True)
class Entry:
    """One thing to sign.

    Attributes:
        path: a file, or the folder of a bundle.
        kind: what it is.
        flags: of Apple's signature.
        entitlements: the plist of what the program may do beyond the hardened runtime; None for what has none.
    """

    path: Path
    kind: Kind
    flags: frozenset[Flag] = PLAIN
    entitlements: Path | None = None


@dataclass(frozen=True)
class Plan:
    """Everything to sign in a packed app, in order.

    Attributes:
        before_seal: what the payload manifest lists.
        after_seal: what covers the manifest itself.
    """

    before_seal: tuple[Entry, ...]
    after_seal: tuple[Entry, ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All of them."""
        return self.before_seal + self.after_seal


def windows_plan(folder: Path) -> Plan:
    """What to sign in a packed Windows app: the backend first, then libraries, then programs.

    Nothing of it covers the manifest: Authenticode is in each file.
    """
    backend = folder / "resources" / "backend"

    def rank(path: Path) -> tuple[bool, bool, int, str]:
        program = path.suffix.lower() == ".exe"
        return (not path.is_relative_to(backend), program, -len(path.parts), path.as_posix())

    def entry(path: Path) -> Entry:
        if path.suffix.lower() != ".exe":
            return Entry(path, "library")
        if path.is_relative_to(backend):
            return Entry(path, "backend")
        return Entry(path, "app" if path.parent == folder else "tool")

    return Plan(tuple(entry(path) for path in sorted(_files(folder, is_pe), key=rank)), ())


def mac_plan(app: Path) -> Plan:
    """What to sign in a packed .app: loose code deepest first, the backend, frameworks, helpers, the app.

    Args:
        app: the folder of the bundle.
    """
    contents = app / "Contents"
    bundles = sorted(_bundles(contents), key=_outward)
    mains = {main_program(bundle) for bundle in [*bundles, app]}
    loose = sorted((path for path in _files(contents, is_macho) if path not in mains), key=_outward)
    resources = contents / "Resources"
    before = [_loose_entry(path, resources) for path in loose if path.is_relative_to(resources)]
    after = [_loose_entry(path, resources) for path in loose if not path.is_relative_to(resources)]
    after += [_bundle_entry(bundle) for bundle in sorted(bundles, key=lambda bundle: bundle.suffix != ".framework")]
    before.sort(key=lambda entry: entry.kind == "backend")
    return Plan(tuple(before), (*after, _entitled(app, "app")))


def main_program(bundle: Path) -> Path:
    """The file that carries a bundle's signature; a bundle is named after it throughout Electron."""
    if bundle.suffix == ".framework":
        return bundle / "Versions" / "A" / bundle.stem
    return bundle / "Contents" / "MacOS" / bundle.stem


def is_macho(path: Path) -> bool:
    """Whether a file is macOS code, for one processor or several."""
    with path.open("rb") as file:
        head = file.read(8)
    if head[:4] == MACHO_FAT and len(head) == 8:
        return int(struct.unpack(">I", head[4:])[0]) <= MOST_ARCHITECTURES
    return head[:4] == MACHO_64


def is_pe(path: Path) -> bool:
    """Whether a file is Windows code, whatever its name says."""
    with path.open("rb") as file:
        head = file.read(64)
        if head[:2] != b"MZ" or len(head) < 64:
            return False
        file.seek(struct.unpack("<I", head[60:])[0])
        return file.read(4) == b"PE\0\0"


def _loose_entry(path: Path, resources: Path) -> Entry:
    if not _is_program(path):
        return Entry(path, "library", HARDENED)
    if path.parent == resources / "backend":
        return _entitled(path, "backend")
    return Entry(path, "tool", HARDENED)


def _bundle_entry(bundle: Path) -> Entry:
    if bundle.suffix == ".framework":
        return Entry(bundle, "framework", HARDENED)
    named: tuple[tuple[str, Kind], ...] = (("(Renderer)", "renderer"), ("(GPU)", "gpu"), ("(Plugin)", "plugin"))
    kind: Kind = next((kind for mark, kind in named if mark in bundle.name), "helper")
    return _entitled(bundle, kind)


def _entitled(path: Path, kind: Kind) -> Entry:
    return Entry(path, kind, HARDENED, ENTITLEMENTS / f"{kind}.plist")


def _is_program(path: Path) -> bool:
    """Whether a Mach-O file is a program; all parts of a fat one are alike."""
    with path.open("rb") as file:
        head = file.read(32)
        if head[:4] == MACHO_FAT:
            file.seek(struct.unpack(">I", head[16:20])[0])
            head = file.read(32)
    return int(struct.unpack("<I", head[12:16])[0]) == MACHO_PROGRAM


def _bundles(contents: Path) -> Iterator[Path]:
    for parent, folders, _ in os.walk(contents):
        for name in folders:
            path = Path(parent, name)
            if path.suffix in {".app", ".framework"} and not path.is_symlink():
                yield path


def _files(folder: Path, wanted: Callable[[Path], bool]) -> Iterator[Path]:
    for parent, _, names in os.walk(folder):
        for name in names:
            path = Path(parent, name)
            if not path.is_symlink() and path.is_file() and wanted(path):
                yield path


def _outward(path: Path) -> tuple[int, str]:
    """Deepest first."""
    return (-len(path.parts), path.as_posix())
