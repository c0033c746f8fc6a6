"""Judge the facts about a machine: pure decisions, one function a check."""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from build.doctor.facts import Facts
from build.environment.node_runtime import MINIMUM, new_enough

OLDEST_PYTHON: Final = (3, 11)
BYTES_TO_PREPARE: Final = 4_000_000_000
BYTES_TO_RUN: Final = 500_000_000

LIBRARIES: Final = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libXcomposite.so.1": "libxcomposite1",
    "libXdamage.so.1": "libxdamage1",
    "libXrandr.so.2": "libxrandr2",
    "libasound.so.2": "libasound2",
    "libatk-1.0.so.0": "libatk1.0-0",
    "libatk-bridge-2.0.so.0": "libatk-bridge2.0-0",
    "libatspi.so.0": "libatspi2.0-0",
    "libcairo.so.2": "libcairo2",
    "libcups.so.2": "libcups2",
    "libdrm.so.2": "libdrm2",
    "libgbm.so.1": "libgbm1",
    "libgtk-3.so.0": "libgtk-3-0",
    "libnss3.so": "libnss3",
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libsecret-1.so.0": "libsecret-1-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}
"""What Electron links against or loads, and Debian's package of it."""

FONT_PACKAGE: Final = "fonts-liberation"


class Need(Enum):
    """What cannot go on without the thing that a check looks for."""

    BASE = "everything"
    RUNTIME = "unpacking Electron"
    WINDOWS_RUNTIME = "unpacking Electron for Windows"
    DEV = "development"
    TESTS = "the tests"
    COMPILE = "compiling the backend"
    PACKAGES = "making installers"
    RELEASE = "a release"
    COMFORT = "comfort"


FOR_LINT: Final = frozenset({Need.BASE})
FOR_DEV: Final = FOR_LINT | {Need.RUNTIME, Need.DEV}
FOR_COMPILE: Final = FOR_LINT | {Need.COMPILE}
FOR_PACKAGES: Final = FOR_DEV | FOR_COMPILE | {Need.WINDOWS_RUNTIME, Need.PACKAGES}
FOR_TESTS: Final = FOR_PACKAGES | {Need.TESTS}
FOR_ALL: Final = frozenset(Need)


class Status(Enum):
    """How a check came out."""

    OK = "ok"
    MISSING = "missing"
    OPTIONAL = "optional"


@dataclass(frozen=True)
class Finding:
    """The outcome of a check.

    Attributes:
        name: what was looked for.
        found: what is there, or what is missing.
        need: who cannot go on without it.
        good: whether it is there.
        packages: Debian packages that mend it.
        command: what mends it, for a person, where no package does.
    """

    name: str
    found: str
    need: Need
    good: bool
    packages: tuple[str, ...] = ()
    command: str = ""

    @property
    def status(self) -> Status:
        """``optional`` is what only a release or comfort asks for."""
        if self.good:
            return Status.OK
        return Status.MISSING if self.need in FOR_TESTS else Status.OPTIONAL


def examine(facts: Facts) -> list[Finding]:
    """Every check that makes sense on this system, in the order in which a person would mend them."""
    findings = [_python(facts), _node(facts), _disk(facts), _compiler(facts), _ccache(facts), _git(facts)]
    if facts.system == "linux":
        findings += [_display(facts), _libraries(facts), _fonts(facts), _sandbox(facts)]
        findings += [_patchelf(facts), _unsquashfs(facts), _linux_keychain(facts), _browser(facts)]
        findings += [_faketime(facts), _package_makers(facts)]
    else:
        findings += [Finding("display", "the system's own", Need.DEV, good=True), _other_keychain(facts)]
    if facts.system == "darwin":
        findings.append(_notary(facts))
    return [*findings, _seven_zip(facts), _signing(facts)]


def can_go_on(findings: list[Finding], needs: frozenset[Need]) -> bool:
    """Whether everything is there that these needs ask for."""
    return all(finding.good for finding in findings if finding.need in needs)


def packages_for(findings: list[Finding], needs: frozenset[Need]) -> list[str]:
    """The Debian packages that are missing for these needs, each once."""
    wanted = (name for finding in findings if not finding.good and finding.need in needs for name in finding.packages)
    return list(dict.fromkeys(wanted))


def _python(facts: Facts) -> Finding:
    return Finding(
        "Python",
        ".".join(map(str, facts.python)),
        Need.BASE,
        good=facts.python >= OLDEST_PYTHON,
        command="install Python 3.11 or later and start noxfile.py with it",
    )


def _node(facts: Facts) -> Finding:
    wanted = ".".join(map(str, MINIMUM))
    if new_enough(facts.node):
        found = ".".join(map(str, facts.node or ()))
    elif facts.node:
        found = f"{'.'.join(map(str, facts.node))} is older than {wanted}: Node 24 comes from PyPI"
    else:
        found = "none on this machine: Node 24 comes from PyPI"
    return Finding("Node", found, Need.BASE, good=True)


def _disk(facts: Facts) -> Finding:
    wanted = BYTES_TO_RUN if facts.prepared else BYTES_TO_PREPARE
    return Finding(
        "disk",
        f"{facts.free_bytes / 1e9:.1f} GB free, {wanted / 1e9:.1f} GB wanted",
        Need.BASE,
        good=facts.free_bytes >= wanted,
        command="make room on the disk that holds the checkout",
    )


def _compiler(facts: Facts) -> Finding:
    commands = {
        "linux": "apt-get install build-essential",
        "darwin": "xcode-select --install",
        "win32": "install the Visual Studio Build Tools (C++)",
    }
    return Finding(
        "C compiler",
        facts.compiler or "none: needed to compile the backend",
        Need.COMPILE,
        good=facts.compiler is not None,
        packages=("build-essential",) if facts.system == "linux" else (),
        command=commands[facts.system],
    )


def _ccache(facts: Facts) -> Finding:
    good = "ccache" in facts.programs
    # Nuitka brings its own to Windows and macOS.
    need = Need.COMPILE if facts.system == "linux" else Need.COMFORT
    found = "found" if good else "none: the backend would be compiled from nothing each time"
    return Finding("ccache", found, need, good, ("ccache",), "install ccache")


def _patchelf(facts: Facts) -> Finding:
    good = {"patchelf", "strip"} <= facts.programs
    found = "found" if good else "none: a compiled backend would not find its libraries"
    return Finding("patchelf, strip", found, Need.COMPILE, good, ("patchelf", "binutils"), "install both")


def _git(facts: Facts) -> Finding:
    good = "git" in facts.programs
    found = "found" if good else "none: nobody could say what a release was made from"
    return Finding("git", found, Need.RELEASE, good, ("git",), "install git")


def _display(facts: Facts) -> Finding:
    xvfb = "Xvfb" in facts.programs
    instead = "no screen: Xvfb stands in" if xvfb else "no screen, and no Xvfb"
    found = "a screen is there" if facts.display else instead
    return Finding("display", found, Need.DEV, facts.display or xvfb, ("xvfb",), "install Xvfb, or set DISPLAY")


def _libraries(facts: Facts) -> Finding:
    missing = set(facts.missing_libraries)
    if facts.libraries is not None:
        missing |= LIBRARIES.keys() - facts.libraries
    packages = tuple(LIBRARIES[name] for name in sorted(missing) if name in LIBRARIES)
    found = f"missing: {', '.join(sorted(missing))}" if missing else "all that Electron needs"
    return Finding("system libraries", found, Need.DEV, not missing, packages, "install the libraries named here")


def _fonts(facts: Facts) -> Finding:
    found = "found" if facts.fonts else "none: text would be empty boxes"
    return Finding("fonts", found, Need.DEV, facts.fonts, (FONT_PACKAGE,), "install any font")


def _sandbox(facts: Facts) -> Finding:
    found = "user namespaces work" if facts.user_namespaces else "no user namespaces (never inside a chroot)"
    command = "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0 (Ubuntu), or user.max_user_namespaces=15000"
    packages = () if "unshare" in facts.programs else ("util-linux",)
    return Finding("Chromium sandbox", found, Need.DEV, facts.user_namespaces, packages, command)


def _unsquashfs(facts: Facts) -> Finding:
    good = "unsquashfs" in facts.programs
    found = "found" if good else "none: the test runtime of Electron cannot be unpacked"
    return Finding("unsquashfs", found, Need.RUNTIME, good, ("squashfs-tools",), "install squashfs-tools")


def _seven_zip(facts: Facts) -> Finding:
    found = "found" if facts.seven_zip else "none: the Windows runtime cannot be unpacked"
    return Finding("7-Zip", found, Need.WINDOWS_RUNTIME, facts.seven_zip, ("p7zip-full",), "install 7-Zip")


def _browser(facts: Facts) -> Finding:
    found = "Chromium found" if facts.browser else "none: hostile pages could not be tried"
    return Finding("browser", found, Need.TESTS, facts.browser, ("chromium",), "install Chromium")


def _linux_keychain(facts: Facts) -> Finding:
    wanted = {"dbus-run-session": "dbus", "gnome-keyring-daemon": "gnome-keyring"}
    packages = tuple(package for program, package in wanted.items() if program not in facts.programs)
    if facts.secret_service:
        found = "a session bus is there"
    else:
        found = f"{', '.join(packages)} missing" if packages else "gnome-keyring, on a session bus of its own in tests"
    return Finding("keychain", found, Need.TESTS, not packages, packages, "install dbus and gnome-keyring")


def _faketime(facts: Facts) -> Finding:
    good = "faketime" in facts.programs
    found = "found" if good else "none: no test can let the clock jump"
    return Finding("faketime", found, Need.TESTS, good, ("faketime",), "install faketime")


def _package_makers(facts: Facts) -> Finding:
    """dpkg-deb is part of Debian itself; what is a package of its own elsewhere has the same name there."""
    wanted = {
        "mksquashfs": "squashfs-tools",
        "desktop-file-validate": "desktop-file-utils",
        "dpkg-deb": "dpkg",
        "rpmbuild": "rpm",
        "makensis": "nsis",
        "osslsigncode": "osslsigncode",
        "xorriso": "xorriso",
    }
    packages = tuple(package for program, package in wanted.items() if program not in facts.programs)
    found = f"{', '.join(packages)} missing" if packages else "all that installers are made with"
    return Finding(
        "package makers", found, Need.PACKAGES, not packages, packages, f"install {', '.join(wanted.values())}"
    )


def _other_keychain(facts: Facts) -> Finding:
    name = "Keychain" if facts.system == "darwin" else "Credential Manager"
    return Finding("keychain", name, Need.DEV, good=True)


def _signing(facts: Facts) -> Finding:
    tools = {"darwin": "codesign", "win32": "signtool", "linux": "osslsigncode"}
    tool = tools[facts.system]
    good = tool in facts.programs
    packages = ("osslsigncode",) if facts.system == "linux" else ()
    found = f"{tool} found" if good else f"no {tool}: needed to sign a release"
    return Finding("signing tools", found, Need.RELEASE, good, packages, f"install {tool}")


def _notary(facts: Facts) -> Finding:
    good = "xcrun" in facts.programs
    found = "xcrun finds notarytool and stapler" if good else "no xcrun: Apple could not be asked to look at a release"
    return Finding("notary tools", found, Need.RELEASE, good, command="install Xcode 13 or later")
