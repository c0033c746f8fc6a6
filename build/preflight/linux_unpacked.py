"""Unpack what Linux gets, as its own tools would, and note who owns what in it."""

import io
import tarfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from build.electron.appimage import squashfs_offset
from build.preflight.findings import Finding
from build.process import capture, convert
from build.progress import Step
from build.tools import unsquashfs

WRITABLE_BY_OTHERS: Final = 0o022
WITH_PRIVILEGES: Final = 0o6000
PACK_AGAIN: Final = "Run `nox -s package` again."


def unpack_deb(file: Path, folder: Path) -> list[Finding]:
    """Unpack the files of a Debian package; what is wrong with their owners and modes."""
    with TemporaryDirectory(dir=folder.parent) as work:
        archive = Path(work, "files.tar")
        convert(["dpkg-deb", "--fsys-tarfile", "-"], file, archive)
        return _unpack_tar(archive, folder, file.name)


def unpack_rpm(file: Path, folder: Path) -> list[Finding]:
    """Unpack the files of an RPM package; what is wrong with their owners and modes."""
    owners = set(capture(["rpm", "-qp", "--qf", "[%{FILEUSERNAME}:%{FILEGROUPNAME}\n]", file]).split())
    findings = [_owner(file.name, owner) for owner in sorted(owners - {"root:root"})]
    with TemporaryDirectory(dir=folder.parent) as work:
        archive = Path(work, "files.tgz")
        convert(["rpm2archive", "-"], file, archive)
        return findings + _unpack_tar(archive, folder, file.name)


def unpack_appimage(file: Path, folder: Path) -> None:
    """Unpack the file system of an AppImage."""
    unsquashfs.unpack(file, squashfs_offset(file), folder, Step(f"Unpacking {file.name}", io.StringIO(), lambda: 0.0))


def unpack_archive(file: Path, folder: Path) -> list[Finding]:
    """Unpack a tar.gz; what is wrong with its modes."""
    return _unpack_tar(file, folder, file.name)


def _unpack_tar(archive: Path, folder: Path, name: str) -> list[Finding]:
    with tarfile.open(archive) as tar:
        findings = list(_members(tar, name))
        # Python 3.11.2 of Debian 12 has no filters yet.
        if hasattr(tarfile, "tar_filter"):
            tar.extraction_filter = tarfile.tar_filter
        tar.extractall(folder)  # noqa: S202 - made by ourselves
    return findings


def _members(tar: tarfile.TarFile, name: str) -> Iterator[Finding]:
    for member in tar:
        if not member.issym() and member.mode & WRITABLE_BY_OTHERS:
            why = "Others than its owner could write to it."
            yield Finding("writable-by-others", f"{name}: {member.name}", why, PACK_AGAIN)
        if member.isfile() and member.mode & WITH_PRIVILEGES:
            why = "It would run with its owner's privileges."
            yield Finding("set-user-id", f"{name}: {member.name}", why, PACK_AGAIN)
        if name.endswith(".deb") and (member.uid, member.gid) != (0, 0):
            yield _owner(f"{name}: {member.name}", f"{member.uid}:{member.gid}")


def _owner(artifact: str, owner: str) -> Finding:
    return Finding("not-of-root", artifact, f"It would belong to {owner}, who could change it.", PACK_AGAIN)
