"""For which machine the programs in an app's folder are: one that slipped in from another system starts nowhere.

By the headers of the files, whatever their names say: ELF (System V ABI), PE (Microsoft, "PE Format") and Mach-O
(mach-o/loader.h, mach-o/fat.h of Apple). Only the app is looked at: the installer around it and its uninstaller are
NSIS' programs for 32-bit Intel, which every Windows runs.
"""

import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from build.platforms import Target
from build.preflight.findings import Finding

HEAD: Final = 4096
"""Bytes that hold the headers of every file; a PE's begin where its DOS program ends."""

MOST_ARCHITECTURES: Final = 30
"""What follows a Java class's equal magic is a higher number."""

ELF_MACHINES: Final = {3: "x86", 40: "ARM", 62: "x86-64", 183: "AArch64"}
PE_MACHINES: Final = {0x014C: "i386", 0x8664: "AMD64", 0xAA64: "ARM64"}
MACH_MACHINES: Final = {7: "i386", 0x01000007: "x86_64", 0x0100000C: "arm64"}
MACH_BYTE_ORDERS: Final = {b"\xcf\xfa\xed\xfe": "<", b"\xce\xfa\xed\xfe": "<", b"\xfe\xed\xfa\xcf": ">"}
FAT: Final = {b"\xca\xfe\xba\xbe": 20, b"\xca\xfe\xba\xbf": 32}
"""The magics of files for several processors, and the bytes of an entry in each one's table."""

WANTED: Final[Mapping[Target, str]] = {
    "linux-x64": "ELF x86-64",
    "win32-x64": "PE AMD64",
    "darwin-x64": "Mach-O x86_64",
    "darwin-arm64": "Mach-O arm64",
}
REMEDY: Final = "Find out which package brought it, and pack the app on or for the machine that it is for."


def check_machines(app: Path, target: Target, name: str) -> Iterator[Finding]:
    """What in an app's folder is code, and not for its machine.

    Args:
        app: the folder.
        target: the machine.
        name: of the artifact, for a person.
    """
    for path in sorted(app.rglob("*")):
        if path.is_symlink() or not path.is_file():
            continue
        machines = machines_of(_head(path))
        if machines and WANTED[target] not in machines:
            message = f"It is a program for {' and '.join(sorted(machines))}, where {WANTED[target]} is needed."
            yield Finding("wrong-machine", f"{name}: {path.relative_to(app).as_posix()}", message, REMEDY)


def machines_of(head: bytes) -> frozenset[str]:
    """The machines that a file is a program or a library for, with its format; none for what is no code.

    Args:
        head: its first bytes.
    """
    try:
        return frozenset(_machines(head))
    except struct.error:
        return frozenset()


def _machines(head: bytes) -> Iterator[str]:
    magic = head[:4]
    if magic == b"\x7fELF":
        order = ">" if head[5:6] == b"\x02" else "<"
        yield f"ELF {_known(ELF_MACHINES, struct.unpack_from(f'{order}H', head, 18)[0])}"
    elif magic[:2] == b"MZ":
        at = struct.unpack_from("<I", head, 60)[0]
        if head[at : at + 4] == b"PE\0\0":
            yield f"PE {_known(PE_MACHINES, struct.unpack_from('<H', head, at + 4)[0])}"
    elif magic in MACH_BYTE_ORDERS:
        yield f"Mach-O {_known(MACH_MACHINES, struct.unpack_from(f'{MACH_BYTE_ORDERS[magic]}I', head, 4)[0])}"
    elif magic in FAT:
        count = struct.unpack_from(">I", head, 4)[0]
        for number in range(count if count <= MOST_ARCHITECTURES else 0):
            yield f"Mach-O {_known(MACH_MACHINES, struct.unpack_from('>I', head, 8 + FAT[magic] * number)[0])}"


def _known(names: Mapping[int, str], number: int) -> str:
    return names.get(number, f"machine {number:#x}")


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD)
