"""The zip that the updater takes on macOS, read back: links and modes kept, and the app in it good."""

import stat
import tempfile
import zipfile
from pathlib import Path, PurePosixPath
from typing import Final

from build.preflight.apple import AppleExpected, check_app
from build.preflight.findings import Finding
from build.preflight.inside import Inside, nothing_more

MAKE_AGAIN: Final = "Make the archive anew: `nox -s package -- --installers`."
UNIX: Final = 3
"""Of an entry's origin: its attributes are those of Unix."""


def check_mac_zip(file: Path, expected: AppleExpected, inside: Inside = nothing_more) -> list[Finding]:
    """What forbids to ship an archive.

    Args:
        file: the archive.
        expected: who must have signed the app in it.
        inside: what else is looked at in it.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        try:
            with zipfile.ZipFile(file) as archive:
                for entry in archive.infolist():
                    _unpack(archive, entry, folder)
        except (zipfile.BadZipFile, ValueError, OSError) as error:
            return [Finding("archive-damaged", file.name, f"It cannot be unpacked: {error}.", MAKE_AGAIN)]
        return look_inside(folder, file.name, expected, inside)


def look_inside(folder: Path, artifact: str, expected: AppleExpected, inside: Inside) -> list[Finding]:
    """What is wrong with the one app in a folder."""
    apps = sorted(folder.glob("*.app"))
    if len(apps) != 1:
        return [Finding("no-single-app", artifact, f"There are {len(apps)} apps in it, not one.", MAKE_AGAIN)]
    found = check_app(apps[0], expected)
    named = [Finding(one.code, f"{artifact}: {one.artifact}", one.message, one.remedy) for one in found]
    return [*named, *inside(folder, artifact)]


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, folder: Path) -> None:
    """Unpack as macOS does: `zipfile` alone would write a link as a file, and forget who may run a program."""
    place = PurePosixPath(entry.filename)
    if place.is_absolute() or ".." in place.parts:
        raise ValueError(f"{entry.filename} leads out of it")
    path, mode = folder / place, entry.external_attr >> 16
    if any(parent.is_symlink() for parent in path.parents if parent.is_relative_to(folder)):
        raise ValueError(f"{entry.filename} lies behind a link")
    if entry.is_dir():
        path.mkdir(parents=True, exist_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    if entry.create_system == UNIX and stat.S_ISLNK(mode):
        path.symlink_to(archive.read(entry).decode())
        return
    path.write_bytes(archive.read(entry))
    path.chmod(stat.S_IMODE(mode) or 0o644)
