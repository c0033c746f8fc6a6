"""All checks of a release: each target's app and artifacts, and what lies beside them for the updater."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

from build.package.installers import artifact_stem
from build.package.layout import layout_of, system_of
from build.platforms import System, Target
from build.preflight.apple import check_app
from build.preflight.apple_expected import apple_expected
from build.preflight.blockmaps import check_block_maps
from build.preflight.dmg import check_dmg
from build.preflight.feed import FeedExpected, check_feeds
from build.preflight.findings import Finding
from build.preflight.fuses import check_fuses, expected_fuses
from build.preflight.inside import Inside
from build.preflight.linux_packages import LinuxExpected, check_linux
from build.preflight.mac_zip import check_mac_zip
from build.preflight.machines import check_machines
from build.preflight.offers import check_offers
from build.preflight.payload import PayloadExpected, check_payload
from build.preflight.run import Order
from build.preflight.windows import check_folder, check_installer, check_zip, expected_of

MAKE_AGAIN: Final = "Run `nox -s package -- --installers`: it makes all formats of a system."
FEEDS: Final = "*.yml"

Check = Callable[[Path], Iterable[Finding]]


def check_release(order: Order, now: datetime) -> list[Finding]:
    """Everything that forbids to ship what the order names.

    Args:
        order: what, and what it must be.
        now: the time (UTC).
    """
    findings: list[Finding] = []
    for target, app in order.apps.items():
        findings += _check_target(order, target, app, now)
    findings += check_block_maps(order.folder)
    if order.feeds == "written" or (order.feeds == "perhaps" and any(order.folder.glob(FEEDS))):
        findings += _check_feeds(order, now)
    return findings


def _check_feeds(order: Order, now: datetime) -> list[Finding]:
    product = order.product
    expected = FeedExpected(product["id"], product["appId"], product["version"], order.feed_keys, order.test, now)
    return check_feeds(order.folder, expected) + check_offers(order.folder, expected)


def _check_target(order: Order, target: Target, app: Path, now: datetime) -> Iterator[Finding]:
    payload = PayloadExpected(target, order.product, "test" if order.test else "release", order.electron)

    def inside(folder: Path, name: str) -> Iterator[Finding]:
        yield from check_payload(folder, payload, name)
        yield from check_fuses(folder / layout_of(target, order.product).fuses, expected_fuses(), name)
        yield from check_machines(folder, target, name)

    of_app, of_formats = CHECKS[system_of(target)](order, payload, inside, now)
    yield from inside(app, app.name)
    yield from of_app(app)
    stem = artifact_stem(order.product, target)
    for extension, check in of_formats.items():
        artifact = order.folder / f"{stem}.{extension}"
        if artifact.is_file():
            yield from check(artifact)
        else:
            yield Finding("artifact-missing", artifact.name, "It is not there.", MAKE_AGAIN)


def _linux(order: Order, payload: PayloadExpected, inside: Inside, now: datetime) -> tuple[Check, Mapping[str, Check]]:
    del order, inside, now
    expected = LinuxExpected(payload, expected_fuses())

    def check(artifact: Path) -> Iterable[Finding]:
        return check_linux(artifact, expected)

    return _nothing, dict.fromkeys(("AppImage", "deb", "rpm", "tar.gz"), check)


def _nothing(app: Path) -> Iterable[Finding]:
    """Nobody looks at the signature of a program on Linux: its payload manifest is what is signed."""
    del app
    return ()


def _windows(
    order: Order, payload: PayloadExpected, inside: Inside, now: datetime
) -> tuple[Check, Mapping[str, Check]]:
    del payload
    expected = expected_of(order.product, now, test=order.test)
    return lambda app: check_folder(app, expected), {
        "exe": lambda artifact: check_installer(artifact, expected, inside),
        "zip": lambda artifact: check_zip(artifact, expected, inside),
    }


def _mac(order: Order, payload: PayloadExpected, inside: Inside, now: datetime) -> tuple[Check, Mapping[str, Check]]:
    del now
    expected = apple_expected(order.product, test=order.test)
    bundle = payload.layout.root.parent
    return lambda app: check_app(app / bundle, expected), {
        "dmg": lambda artifact: check_dmg(artifact, expected, inside),
        "zip": lambda artifact: check_mac_zip(artifact, expected, inside),
    }


CHECKS: Final[
    Mapping[System, Callable[[Order, PayloadExpected, Inside, datetime], tuple[Check, Mapping[str, Check]]]]
] = {
    "linux": _linux,
    "win32": _windows,
    "darwin": _mac,
}
"""For each system, what looks at the packed app, and what at each format that users get, by the end of its name."""
