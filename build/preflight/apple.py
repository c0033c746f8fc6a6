"""A macOS app as Apple's notary service and Gatekeeper would look at it, and our own rules on what it may do."""

import plistlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from build.paths import ROOT
from build.preflight.cms import Trust, check_cms
from build.preflight.code_resources import BUNDLES, check_seal, info_plist, program_of, seal_file
from build.preflight.entitlements import check_der
from build.preflight.findings import Finding
from build.preflight.macho import (
    ADHOC,
    CODE_RESOURCES,
    INFO_PLIST,
    RUNTIME,
    SIGN_AGAIN,
    Code,
    MalformedError,
    check_hashes,
    is_code,
    read_code,
)
from build.preflight.ticket import check_app_ticket

ENTITLEMENTS: Final = ROOT / "entitlements"
DEBUGGABLE: Final = "com.apple.security.get-task-allow"
HELPERS: Final = {"(Renderer)": "renderer", "(GPU)": "gpu", "(Plugin)": "plugin"}


@dataclass(frozen=True)
class AppleExpected:
    """What a signed app must be.

    Attributes:
        trust: whose signatures count.
        entitlements: the folder with one plist for each kind of program.
    """

    trust: Trust
    entitlements: Path = ENTITLEMENTS

    @property
    def notarized(self) -> bool:
        """Whether Apple must have seen it: a throw-away identity is nobody to its servers."""
        return self.trust.identity == "release"


def check_app(app: Path, expected: AppleExpected) -> list[Finding]:
    """What forbids to ship an app.

    Args:
        app: the folder of the bundle.
        expected: what it must be.
    """
    findings = []
    outside: dict[Path, dict[int, bytes]] = {}
    for bundle in [app, *_nested_bundles(app)]:
        findings += check_seal(bundle, _name(bundle, app))
        try:
            parts = {INFO_PLIST: info_plist(bundle), CODE_RESOURCES: seal_file(bundle)}
            outside[program_of(bundle)] = {slot: file.read_bytes() for slot, file in parts.items() if file.is_file()}
        except MalformedError as error:
            findings.append(Finding("bundle-malformed", _name(bundle, app), f"{error}.".capitalize(), SIGN_AGAIN))
    for path in _code_files(app):
        findings += check_code(path, _name(path, app), _allowed(path, app, expected), outside.get(path, {}), expected)
    return [*findings, *check_app_ticket(app, app.name)] if expected.notarized else findings


def check_code(
    path: Path, artifact: str, allowed: dict[str, Any], outside: dict[int, bytes], expected: AppleExpected
) -> list[Finding]:
    """What forbids to ship one Mach-O file.

    Args:
        path: the file.
        artifact: its name, for people.
        allowed: the entitlements that it must have, and no others.
        outside: for the program of a bundle, its Info.plist and its seal, by slot.
        expected: what it must be.
    """
    try:
        parts = read_code(path)
        return [finding for code in parts for finding in _check_part(code, artifact, allowed, outside, expected)]
    except MalformedError as error:
        return [Finding("signature-malformed", artifact, f"{error}.".capitalize(), SIGN_AGAIN)]


def _check_part(
    code: Code, artifact: str, allowed: dict[str, Any], outside: dict[int, bytes], expected: AppleExpected
) -> Iterator[Finding]:
    what = "program" if code.is_program else "library"
    if code.signature is None or not code.signature.directories:
        message = "It is not signed: macOS loads no unsigned code, and Apple does not notarise the app."
        yield Finding(f"unsigned-{what}", artifact, message, SIGN_AGAIN)
        return
    yield from check_hashes(code, artifact, outside)
    best = code.signature.best
    if best.flags & ADHOC or not code.signature.cms:
        yield Finding("signed-by-nobody", artifact, "It has an ad-hoc signature, without a certificate.", SIGN_AGAIN)
        return
    yield from check_cms(code.signature, expected.trust, artifact)
    if best.team != expected.trust.team:
        message = f"It is of the team {best.team or '(none)'}, not of {expected.trust.team}."
        yield Finding("wrong-team", artifact, message, "Sign everything in the app with one identity.")
    if not best.flags & RUNTIME:
        message = "It lacks the hardened runtime, without which Apple does not notarise it."
        yield Finding("runtime-missing", artifact, message, "Sign it with `--options runtime`.")
    yield from _check_entitlements(code.signature.entitlements, allowed, artifact)
    yield from check_der(code.signature, artifact)


def _check_entitlements(found: dict[str, Any], allowed: dict[str, Any], artifact: str) -> Iterator[Finding]:
    remedy = "Sign it with the plist of its kind in entitlements/."
    if found.get(DEBUGGABLE):
        message = f"It has {DEBUGGABLE}: any program may read its memory, and Apple does not notarise it."
        yield Finding("get-task-allow", artifact, message, remedy)
    surplus = sorted(key for key in found if key != DEBUGGABLE and found[key] != allowed.get(key))
    missing = sorted(allowed.keys() - found.keys())
    if surplus or missing:
        said = [f"it has {key}" for key in surplus] + [f"it lacks {key}" for key in missing]
        message = f"Its entitlements are not those of its kind: {', '.join(said)}."
        yield Finding("wrong-entitlements", artifact, message, remedy)


def _allowed(path: Path, app: Path, expected: AppleExpected) -> dict[str, Any]:
    """The entitlements of a program, by where it lies; none for everything that no kind is about."""
    kind = _kind(path.relative_to(app))
    return dict(plistlib.loads((expected.entitlements / f"{kind}.plist").read_bytes())) if kind else {}


def _kind(place: Path) -> str | None:
    """The kind of program that a place in an app is for."""
    match place.parts:
        case ("Contents", "MacOS", _):
            return "app"
        case ("Contents", "Resources", "backend", name) if "." not in name:
            return "backend"
        case ("Contents", "Frameworks", helper, "Contents", "MacOS", _) if helper.endswith(".app"):
            return next((kind for mark, kind in HELPERS.items() if mark in helper), "helper")
    return None


def _nested_bundles(app: Path) -> list[Path]:
    return [path for path in sorted(app.rglob("*")) if path.suffix in BUNDLES and path.is_dir() and _is_real(path, app)]


def _code_files(app: Path) -> list[Path]:
    files = (path for path in sorted(app.rglob("*")) if path.is_file() and _is_real(path, app))
    return [path for path in files if is_code(path)]


def _is_real(path: Path, app: Path) -> bool:
    """Neither a link nor below one: what is found twice is looked at once."""
    return not any(parent.is_symlink() for parent in [path, *path.parents] if parent.is_relative_to(app))


def _name(path: Path, app: Path) -> str:
    return app.name if path == app else f"{app.name}: {path.relative_to(app).as_posix()}"
