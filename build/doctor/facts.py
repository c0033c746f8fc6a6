"""What there is on this machine: collected here, judged in ``checks``."""

import os
import platform
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from build.environment.node_runtime import machine_version
from build.errors import BuildError
from build.paths import ELECTRON_DIR, PYTHON_ENV, ROOT
from build.platforms import System, electron_executable, this_system, this_target
from build.process import capture
from build.tools import apt, chromium, sevenzip
from build.unprivileged import is_root, namespaces_work

COMPILERS: Final = ("cc", "gcc", "clang", "cl")
PROGRAMS: Final = (
    "Xvfb",
    "ccache",
    "codesign",
    "dbus-run-session",
    "desktop-file-validate",
    "dpkg-deb",
    "faketime",
    "git",
    "gnome-keyring-daemon",
    "makensis",
    "mksquashfs",
    "osslsigncode",
    "patchelf",
    "rpmbuild",
    "security",
    "signtool",
    "strip",
    "unshare",
    "unsquashfs",
    "xcrun",
    "xorriso",
)
FONT_FOLDERS: Final = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".fonts")


@dataclass(frozen=True)
class Facts:
    """A machine, as far as development cares.

    Attributes:
        system: one of the three systems.
        distribution: of Linux, by its ID and the IDs that it is like, as os-release gives them.
        root: whether this is root.
        can_apt: whether apt can install packages here and now.
        python: version of the Python that runs the tooling.
        node: major and minor of the machine's own Node, or None.
        compiler: the C compiler, or None.
        free_bytes: on the disk of the checkout.
        prepared: whether the large downloads are done already.
        display: whether a screen is there.
        libraries: sonames that the dynamic linker knows, or None where there is no telling.
        missing_libraries: sonames that the Electron in place does not find.
        fonts: whether any font is installed.
        programs: those of ``PROGRAMS`` that are there.
        seven_zip: whether 7-Zip is there, by any name.
        browser: whether Chromium is there, by any name.
        user_namespaces: whether the kernel gives them to this user.
        secret_service: whether a session bus with a keychain may be there already.
    """

    system: System
    distribution: frozenset[str]
    root: bool
    can_apt: bool
    python: tuple[int, int, int]
    node: tuple[int, int] | None
    compiler: str | None
    free_bytes: int
    prepared: bool
    display: bool
    libraries: frozenset[str] | None
    missing_libraries: frozenset[str]
    fonts: bool
    programs: frozenset[str]
    seven_zip: bool
    browser: bool
    user_namespaces: bool
    secret_service: bool


def collect() -> Facts:
    """Look at this machine; takes a fraction of a second and changes nothing."""
    system = this_system()
    linux = system == "linux"
    return Facts(
        system=system,
        distribution=_distribution() if linux else frozenset(),
        root=is_root(),
        can_apt=apt.usable(),
        python=sys.version_info[:3],
        node=machine_version(),
        compiler=next((name for name in COMPILERS if shutil.which(name)), None),
        free_bytes=shutil.disk_usage(ROOT).free,
        prepared=PYTHON_ENV.exists() and ELECTRON_DIR.exists(),
        display=not linux or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")),
        libraries=_linker_cache() if linux else None,
        missing_libraries=_unresolved_of_electron() if linux else frozenset(),
        fonts=not linux or any(folder.is_dir() and any(folder.iterdir()) for folder in FONT_FOLDERS),
        programs=frozenset(name for name in PROGRAMS if shutil.which(name)),
        seven_zip=sevenzip.find() is not None,
        browser=chromium.find() is not None,
        user_namespaces=not linux or namespaces_work(),
        secret_service="DBUS_SESSION_BUS_ADDRESS" in os.environ,
    )


def parse_linker_cache(text: str) -> frozenset[str]:
    """The sonames in the output of ``ldconfig -p``."""
    return frozenset(line.split()[0] for line in text.splitlines() if "=>" in line)


def parse_unresolved(text: str) -> frozenset[str]:
    """The sonames that ``ldd`` did not find."""
    return frozenset(line.split()[0] for line in text.splitlines() if "not found" in line and "=>" in line)


def _distribution() -> frozenset[str]:
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        return frozenset()
    return frozenset([release.get("ID", ""), *release.get("ID_LIKE", "").split()]) - {""}


def _linker_cache() -> frozenset[str] | None:
    program = shutil.which("ldconfig") or shutil.which("ldconfig", path="/sbin:/usr/sbin")
    try:
        return parse_linker_cache(capture([program, "-p"])) if program else None
    except BuildError:
        return None


def _unresolved_of_electron() -> frozenset[str]:
    program = ELECTRON_DIR / this_target() / electron_executable(this_target())
    if not program.exists():
        return frozenset()
    try:
        return parse_unresolved(capture(["ldd", program]))
    except BuildError:
        return frozenset()
