"""Windows artifacts, read back: every program and library in them is signed, and by whom it should be."""

import os
import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any, Final

from cryptography import x509

from build.errors import ToolFailedError
from build.paths import WORK
from build.preflight.authenticode import Expected, check_authenticode
from build.preflight.findings import Finding
from build.preflight.inside import Inside, nothing_more
from build.preflight.pe import looks_like_pe
from build.preflight.windows_roots import known_roots
from build.process import capture
from build.tools import sevenzip

UNPACK_SECONDS: Final = 600
PLUGINS: Final = "$PLUGINSDIR"
"""Where an installer unpacks what only it needs: its plug-ins, which are covered by the installer's own signature."""

AGAIN: Final = "Make the artifact again, of the signed app: `nox -s package -- --installers`."

TEST_SUBJECT: Final = 'CN="Test identity, not for release"'
TEST_ROOT: Final = WORK / "release-identities" / "windows" / "root.pem"
"""The throw-away identity of this checkout, as what is signed with it shall show it."""


def expected_of(product: Mapping[str, Any], now: datetime, *, test: bool) -> Expected:
    """By whom the artifacts must be signed.

    Args:
        product: product.json.
        now: the time (UTC).
        test: whether the throw-away identity signs.

    Raises:
        BuildError: the roots that the environment names cannot be read.
    """
    if not test:
        known = known_roots(os.environ)
        return Expected(product["signing"]["windowsPublisher"], known, known, now)
    roots = tuple(x509.load_pem_x509_certificates(TEST_ROOT.read_bytes()))
    return Expected(TEST_SUBJECT, roots, roots, now)


def check_folder(folder: Path, expected: Expected, name: str = "") -> list[Finding]:
    """What is wrong with the signatures below a folder.

    Args:
        folder: an unpacked app.
        expected: by whom everything must be signed.
        name: of the artifact that it came out of; the folder's own when left out.
    """
    found: list[Finding] = []
    programs = 0
    for path, data in _programs(folder):
        programs += 1
        found += check_authenticode(data, f"{name or folder.name}: {path.as_posix()}", expected)
    if not programs:
        found.append(Finding("no-programs", name or folder.name, "There is not one program in it.", AGAIN))
    return found


def check_zip(file: Path, expected: Expected, inside: Inside = nothing_more) -> list[Finding]:
    """The same for a zip, and what else is to be checked of the app in it."""
    try:
        with TemporaryDirectory() as folder, zipfile.ZipFile(file) as archive:
            archive.extractall(folder)
            return [*check_folder(Path(folder), expected, file.name), *inside(Path(folder), file.name)]
    except (zipfile.BadZipFile, EOFError, OSError) as error:
        return [_unreadable(file, str(error))]


def check_installer(file: Path, expected: Expected, inside: Inside = nothing_more) -> list[Finding]:
    """The same for an NSIS installer of electron-builder: itself, its uninstaller, and the app in it."""
    found = check_authenticode(file.read_bytes(), file.name, expected)
    if any(finding.code == "truncated" for finding in found):
        return found
    with TemporaryDirectory() as work:
        outer, inner = Path(work, "installer"), Path(work, "app")
        try:
            _unpack(file, outer)
        except ToolFailedError as error:
            return [*found, _unreadable(file, error.message)]
        archives = sorted((outer / PLUGINS).glob("app-*.7z"))
        if not archives:
            return [*found, _unreadable(file, "no app is in it")]
        for archive in archives:
            _unpack(archive, inner)
        found += check_folder(inner, expected, file.name)
        found += inside(inner, file.name)
        rest = [(path, data) for path, data in _programs(outer) if path.parts[0] != PLUGINS]
        for path, data in rest:
            found += check_authenticode(data, f"{file.name}: {path.name}", expected)
        if not any(path.name.startswith("Uninstall") for path, _ in rest):
            found.append(Finding("no-uninstaller", file.name, "It brings no uninstaller.", AGAIN))
    return found


def _programs(folder: Path) -> Iterator[tuple[PurePosixPath, bytes]]:
    """What Windows takes for code, by its bytes, whatever its name says."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            data = path.read_bytes()
            if looks_like_pe(data):
                yield PurePosixPath(path.relative_to(folder).as_posix()), data


def _unpack(archive: Path, folder: Path) -> None:
    program = sevenzip.require()
    capture([program, "x", "-y", "-bd", f"-o{folder}", archive], timeout=UNPACK_SECONDS)


def _unreadable(file: Path, why: str) -> Finding:
    return Finding("unreadable-artifact", file.name, f"It cannot be unpacked: {why}.", AGAIN)
