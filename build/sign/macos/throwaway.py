"""Sign macOS code on any system with a throw-away identity: what Apple's codesign would write, trusted by nobody."""

import hashlib
import plistlib
import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from build.errors import BuildError
from build.sign.macos import blobs, cms, koly
from build.sign.macos.authority import TEST_TEAM, TestAuthority
from build.sign.macos.codesign import identifier_of
from build.sign.macos.macho import join, make_room, slices
from build.sign.macos.seal import code_resources
from build.sign.plan import Entry, main_program

RESERVE: Final = 16 * 1024
"""For all of a signature but the hashes of the pages: what Apple's tool keeps free too."""


class ThrowawaySigner:
    """Signs with one identity.

    Attributes:
        prefix: before the file's name, the identifier of code that is no bundle.
        now: the time that the signatures bear (UTC).
    """

    def __init__(self, authority: TestAuthority, prefix: str, now: datetime) -> None:
        self._authority = authority
        self._leaf_sha1 = hashlib.sha1(authority.signer.certificate.dump()).digest()  # noqa: S324 - a requirement's
        self._directories: dict[Path, tuple[str, bytes]] = {}
        self.prefix = prefix
        self.now = now

    def sign(self, entry: Entry) -> None:
        """Sign a file or a bundle in place; what is inside a bundle was signed before."""
        entitlements = plistlib.dumps({}) if entry.entitlements is None else entry.entitlements.read_bytes()
        flags = blobs.FLAG_RUNTIME if "runtime" in entry.flags else 0
        if entry.kind == "disk-image":
            self._sign_image(entry.path)
        elif entry.path.is_dir():
            self._sign_bundle(entry.path, flags, entitlements)
        else:
            self._sign_file(entry.path, identifier_of(entry.path, self.prefix), flags, entitlements, {})

    def _sign_bundle(self, bundle: Path, flags: int, entitlements: bytes) -> None:
        program = main_program(bundle)
        framework = bundle.suffix == ".framework"
        base = bundle / ("Versions/A" if framework else "Contents")
        info = (base / "Resources" / "Info.plist" if framework else base / "Info.plist").read_bytes()
        shutil.rmtree(base / "_CodeSignature", ignore_errors=True)
        seal = code_resources(base, program, self._described)
        (base / "_CodeSignature").mkdir()
        (base / "_CodeSignature" / "CodeResources").write_bytes(seal)
        special = {blobs.SLOT_INFO_PLIST: blobs.digest(info), blobs.SLOT_CODE_RESOURCES: blobs.digest(seal)}
        self._sign_file(program, plistlib.loads(info)["CFBundleIdentifier"], flags, entitlements, special)

    def _sign_file(
        self, path: Path, identifier: str, flags: int, entitlements: bytes, special: Mapping[int, bytes]
    ) -> None:
        content = path.read_bytes()
        signed = [self._signed(part, identifier, flags, entitlements, special) for part in slices(content)]
        _replace(path, join(content, [part for part, _ in signed]))
        self._directories[path] = (identifier, signed[-1][1])

    def _signed(
        self, part: bytes, identifier: str, flags: int, entitlements: bytes, special: Mapping[int, bytes]
    ) -> tuple[bytes, bytes]:
        """The signed part, and its CodeDirectory."""
        room = make_room(part, RESERVE + 4 * len(entitlements))
        parts = {blobs.SLOT_REQUIREMENTS: blobs.requirements(identifier, self._leaf_sha1)}
        if room.is_program:
            parts |= blobs.entitlement_parts(entitlements)
        hashed = {**special, **{slot: blobs.digest(blob) for slot, blob in parts.items()}}
        subject = blobs.Subject(identifier, TEST_TEAM, flags, room.text, room.is_program, room.sdk)
        directory = blobs.code_directory(subject, room.code, hashed)
        return room.code + self._superblob(directory, parts).ljust(room.size, b"\0"), directory

    def _superblob(self, directory: bytes, parts: Mapping[int, bytes]) -> bytes:
        signature = blobs.blob(blobs.MAGIC_CMS, cms.signature(self._authority, directory, self.now))
        return blobs.superblob({**parts, blobs.SLOT_CODE_DIRECTORY: directory, blobs.SLOT_CMS: signature})

    def _sign_image(self, path: Path) -> None:
        content = path.read_bytes()
        image, trailer = koly.split(content)
        identifier = identifier_of(path, self.prefix)
        parts = {blobs.SLOT_REQUIREMENTS: blobs.requirements(identifier, self._leaf_sha1)}
        special = {slot: blobs.digest(blob) for slot, blob in parts.items()}
        special[blobs.SLOT_DISK_IMAGE] = blobs.digest(koly.with_signature(trailer, len(image), 0))
        directory = blobs.code_directory(blobs.Subject(identifier, TEST_TEAM, 0), image, special, page=0)
        signature = self._superblob(directory, parts)
        _replace(path, image + signature + koly.with_signature(trailer, len(image), len(signature)))

    def _described(self, path: Path) -> dict[str, Any]:
        program = main_program(path) if path.is_dir() else path
        if program not in self._directories:
            raise BuildError(
                "nested-code-unsigned",
                f"{path.name} lies where only signed code may lie, and is not signed.",
                "Sign from the inside out, and keep data in Contents/Resources.",
            )
        identifier, directory = self._directories[program]
        requirement = f'identifier "{identifier}" and certificate leaf = H"{self._leaf_sha1.hex()}"'
        return {"cdhash": blobs.digest(directory)[:20], "requirement": requirement}


def _replace(path: Path, content: bytes) -> None:
    """Write a new file: the kernel remembers the signature of the old one by its inode."""
    partial = path.with_name(f"{path.name}.signing")
    partial.write_bytes(content)
    partial.chmod(path.stat().st_mode)
    partial.replace(path)
