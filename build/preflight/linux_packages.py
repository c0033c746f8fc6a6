"""The finished artifacts of Linux: what they say of themselves, and what a machine would have that installs them."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any, Final

from build.errors import BuildError
from build.preflight.findings import Finding
from build.preflight.fuses import check_fuses
from build.preflight.linux_unpacked import unpack_appimage, unpack_archive, unpack_deb, unpack_rpm
from build.preflight.machines import check_machines
from build.preflight.payload import PayloadExpected, check_payload
from build.process import capture
from build.stamps import file_hash
from build.tools.appimage_tools import RUNTIME_SHA256

PACK_AGAIN: Final = "Run `nox -s package` again; see build/package/linux."
ICON_SIZES: Final = (16, 24, 32, 48, 64, 128, 256, 512, 1024)
OF_ICONS: Final = "usr/share/icons/hicolor/*.png"
FROM_APPIMAGE: Final = ("AppRun", ".DirIcon", "{id}.desktop", "{id}.png", OF_ICONS)
"""What electron-builder adds. Nothing below usr/lib: its AppRun makes every program look for libraries there first."""

RUNTIME_BYTES: Final = 188_392
OF_DEB: Final = frozenset({"control", "md5sums", "postinst", "postrm"})
ARCHITECTURES: Final = {"deb": "amd64", "rpm": "x86_64"}


@dataclass(frozen=True)
class LinuxExpected:
    """What an artifact of Linux must be.

    Attributes:
        payload: what is in it.
        fuses: how Electron's fuses must be set.
    """

    payload: PayloadExpected
    fuses: dict[str, bool]

    @property
    def product(self) -> Mapping[str, Any]:
        """product.json, as the app has it."""
        return self.payload.product

    @property
    def prefix(self) -> PurePosixPath:
        """Where packages put the app."""
        return PurePosixPath("opt", self.product["name"])


def check_linux(file: Path, expected: LinuxExpected) -> list[Finding]:
    """What forbids to ship an AppImage, a deb, an rpm or a tar.gz, by the end of its name."""
    kind = next((kind for kind in CHECKS if file.name.endswith(f".{kind}")), None)
    if kind is None:
        return [Finding("unknown-artifact", file.name, "It is no artifact of Linux.", PACK_AGAIN)]
    with TemporaryDirectory(dir=file.parent, prefix=".preflight-") as work:
        try:
            return CHECKS[kind](file, Path(work, "unpacked"), expected)
        except (BuildError, OSError) as error:
            return [Finding("artifact-unreadable", file.name, f"It cannot be unpacked: {error}", PACK_AGAIN)]


def _check_deb(file: Path, folder: Path, expected: LinuxExpected) -> list[Finding]:
    findings = unpack_deb(file, folder)
    fields = ("Package", "Version", "Architecture", "Homepage")
    told = dict(line.split(": ", 1) for line in capture(["dpkg-deb", "--field", file, *fields]).splitlines())
    findings += _facts(file.name, told, dict(zip(fields, _words(expected, "deb"), strict=True)))
    control = folder.with_name("control")
    capture(["dpkg-deb", "--control", file, control])
    scripts = {name: _text(control / name) for name in ("postinst", "postrm")}
    for stray in sorted({path.name for path in control.iterdir()} - OF_DEB):
        why = f"It brings {stray}, which dpkg would obey as root."
        findings.append(Finding("package-script", f"{file.name}: {stray}", why, PACK_AGAIN))
    return findings + _scripts(file.name, scripts, expected) + _installed(file, folder, "deb", expected)


def _check_rpm(file: Path, folder: Path, expected: LinuxExpected) -> list[Finding]:
    findings = unpack_rpm(file, folder)
    fields = ("NAME", "VERSION", "ARCH", "URL")
    told = capture(["rpm", "-qp", "--qf", "".join(f"%{{{field}}}\n" for field in fields), file]).splitlines()
    wanted = dict(zip(fields, _words(expected, "rpm"), strict=True))
    findings += _facts(file.name, dict(zip(fields, told, strict=True)), wanted)
    tags = {"postin": "POSTIN", "postun": "POSTUN"}
    scripts = {name: capture(["rpm", "-qp", "--qf", f"%{{{tag}}}", file]) for name, tag in tags.items()}
    return findings + _scripts(file.name, scripts, expected) + _installed(file, folder, "rpm", expected)


def _check_appimage(file: Path, folder: Path, expected: LinuxExpected) -> list[Finding]:
    unpack_appimage(file, folder)
    findings = []
    runtime = folder.with_name("runtime")
    with file.open("rb") as image:
        runtime.write_bytes(image.read(RUNTIME_BYTES))
    if file_hash(runtime) != RUNTIME_SHA256:
        why = "The program in front of its file system is not the AppImage runtime that is pinned."
        findings.append(Finding("runtime-not-as-pinned", file.name, why, PACK_AGAIN))
    if file.stat().st_mode & 0o111 != 0o111:
        findings.append(Finding("not-executable", file.name, "Nobody could start it.", PACK_AGAIN))
    if not (folder / "AppRun").is_file():
        findings.append(Finding("no-launcher", file.name, "It has no AppRun, which its runtime starts.", PACK_AGAIN))
    entry = folder / f"{expected.product['id']}.desktop"
    findings += _desktop(file.name, entry, "AppRun", expected)
    extras = tuple(pattern.format(id=expected.product["id"]) for pattern in FROM_APPIMAGE)
    return findings + _app(file.name, folder, replace(expected.payload, extras=extras), expected.fuses)


def _check_archive(file: Path, folder: Path, expected: LinuxExpected) -> list[Finding]:
    findings = unpack_archive(file, folder)
    app = folder / file.name.removesuffix(".tar.gz")
    return findings + _app(file.name, app, expected.payload, expected.fuses)


CHECKS: Final[Mapping[str, Callable[[Path, Path, LinuxExpected], list[Finding]]]] = {
    "deb": _check_deb,
    "rpm": _check_rpm,
    "AppImage": _check_appimage,
    "tar.gz": _check_archive,
}


def _words(expected: LinuxExpected, kind: str) -> tuple[str, ...]:
    """Name, version, architecture and home page, as a package of this kind writes them."""
    product = expected.product
    return product["id"], product["version"].replace("-", "~"), ARCHITECTURES[kind], product["links"]["homepage"]


def _facts(name: str, told: Mapping[str, str], wanted: Mapping[str, str]) -> list[Finding]:
    return [
        Finding("package-field", name, f"Its {field} is {told.get(field)!r}, not {value!r}.", PACK_AGAIN)
        for field, value in wanted.items()
        if told.get(field) != value
    ]


def _scripts(name: str, scripts: Mapping[str, str], expected: LinuxExpected) -> list[Finding]:
    """Both scripts must be there, be about this app, and have no word left that should have been filled in."""
    profile = f"/etc/apparmor.d/{expected.product['id']}"
    return [
        Finding(
            "package-script", f"{name}: {script}", "It does not see to the AppArmor profile of the app.", PACK_AGAIN
        )
        for script, text in scripts.items()
        if profile not in text or re.search(r"\$\{\w+\}", text)
    ]


def _installed(file: Path, root: Path, kind: str, expected: LinuxExpected) -> list[Finding]:
    """What a package puts onto a machine."""
    product, app = expected.product, root / expected.prefix
    own = replace(expected.payload, extras=("resources/package-type",))
    findings = _app(file.name, app, own, expected.fuses)
    if _text(app / "resources" / "package-type") != kind:
        why = "It does not say of which kind it is, so that its updater would take it for something else."
        findings.append(Finding("package-type", file.name, why, PACK_AGAIN))
    command = root / "usr" / "bin" / product["id"]
    if not command.is_symlink() or command.readlink().as_posix() != f"/{expected.prefix / product['id']}":
        why = f"/usr/bin/{product['id']} does not lead to the app."
        findings.append(Finding("no-command", file.name, why, PACK_AGAIN))
    for size in ICON_SIZES:
        icon = root / f"usr/share/icons/hicolor/{size}x{size}/apps/{product['id']}.png"
        if not icon.is_file():
            findings.append(Finding("no-icon", file.name, f"It has no icon of {size} pixels.", PACK_AGAIN))
    profile = _text(app / "resources" / "apparmor-profile")
    if f'"/{expected.prefix / product["id"]}"' not in profile or "userns," not in profile:
        why = "Its AppArmor profile does not give the app user namespaces, which its sandbox is made of."
        findings.append(Finding("apparmor-profile", file.name, why, PACK_AGAIN))
    entry = root / "usr/share/applications" / f"{product['id']}.desktop"
    findings += _elsewhere(file.name, root, expected)
    return findings + list(_desktop(file.name, entry, f"/{expected.prefix / product['id']}", expected))


def _elsewhere(name: str, root: Path, expected: LinuxExpected) -> Iterator[Finding]:
    """What a package would put where it has no business: nothing signs that, and root installs it."""
    product = expected.product["id"]
    own = (f"{expected.prefix}/*", f"usr/bin/{product}", f"usr/share/applications/{product}.desktop", OF_ICONS)
    for path in sorted(root.rglob("*")):
        place = path.relative_to(root).as_posix()
        if (path.is_symlink() or not path.is_dir()) and not any(fnmatchcase(place, pattern) for pattern in own):
            yield Finding("file-elsewhere", f"{name}: /{place}", "It belongs to no part of the app.", PACK_AGAIN)


def _app(name: str, app: Path, payload: PayloadExpected, fuses: dict[str, bool]) -> list[Finding]:
    return [
        *check_payload(app, payload, name),
        *check_fuses(app / payload.layout.fuses, fuses, name),
        *check_machines(app, payload.target, name),
    ]


def _desktop(name: str, entry: Path, program: str, expected: LinuxExpected) -> Iterator[Finding]:
    """The desktop file, by desktop-file-validate and by what it must say."""
    try:
        capture(["desktop-file-validate", entry])
    except BuildError as error:
        yield Finding("desktop-file", name, f"Its desktop file is not valid: {error}", PACK_AGAIN)
    product = expected.product
    lines = _text(entry).splitlines()
    quoted = program if re.fullmatch(r"[/0-9A-Za-z._-]+", program) else f'"{program}"'
    for line in (
        f"Name={product['name']}",
        f"Exec={quoted} %U",
        f"Icon={product['id']}",
        f"StartupWMClass={product['id']}",
        f"MimeType=x-scheme-handler/{product['scheme']};",
    ):
        if line not in lines:
            yield Finding("desktop-file", name, f"Its desktop file lacks the line {line}", PACK_AGAIN)


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.is_file() else ""
