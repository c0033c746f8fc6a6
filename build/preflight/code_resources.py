"""The seal of a bundle, read back: every file as it was signed, none added, none missing, nested code the same.

Source: Apple's technical note TN2206.
"""

import hashlib
import os
import plistlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from build.preflight.findings import Finding
from build.preflight.macho import SIGN_AGAIN, MalformedError, is_code, read_code

MAY_BE_LEFT_OUT: Final = frozenset(
    {
        "^(.*/)?\\.DS_Store$",
        "^Info\\.plist$",
        "^PkgInfo$",
        "^Resources/.*\\.lproj/locversion.plist$",
    }
)
"""What codesign's own rules leave out of a seal. A rule that left out more would hide a file."""

NEVER_SEALED: Final = ("_CodeSignature", "CodeResources")
"""The seal itself, and Apple's ticket, which comes later (bundlediskrep.cpp of Apple's Security)."""

BUNDLES: Final = (".app", ".framework", ".bundle", ".xpc", ".appex")


def base_of(bundle: Path) -> Path:
    """The folder that a bundle's seal is about."""
    versions = bundle / "Versions" / "Current"
    return versions.resolve() if bundle.suffix == ".framework" else bundle / "Contents"


def info_plist(bundle: Path) -> Path:
    """The description of a bundle."""
    base = base_of(bundle)
    return base / "Resources" / "Info.plist" if bundle.suffix == ".framework" else base / "Info.plist"


def program_of(bundle: Path) -> Path:
    """The file that carries a bundle's signature.

    Raises:
        MalformedError: its Info.plist does not say.
    """
    try:
        name = plistlib.loads(info_plist(bundle).read_bytes())["CFBundleExecutable"]
    except (OSError, ValueError, KeyError) as error:
        raise MalformedError("its Info.plist names no program") from error
    base = base_of(bundle)
    return base / str(name) if bundle.suffix == ".framework" else base / "MacOS" / str(name)


def seal_file(bundle: Path) -> Path:
    """Where a bundle's seal lies."""
    return base_of(bundle) / "_CodeSignature" / "CodeResources"


def ticket_file(bundle: Path) -> Path:
    """Where Apple's ticket lies that is stapled to a bundle."""
    return base_of(bundle) / "CodeResources"


def check_seal(bundle: Path, artifact: str) -> list[Finding]:
    """Whether a bundle holds what its seal says, and nothing else.

    Args:
        bundle: its folder.
        artifact: its name, for people.
    """
    file = seal_file(bundle)
    if not file.is_file():
        return [Finding("seal-missing", artifact, "The bundle has no seal: it was not signed as one.", SIGN_AGAIN)]
    try:
        seal = plistlib.loads(file.read_bytes())
        sealed, rules = seal["files2"], seal["rules2"]
        program = program_of(bundle)
    except (ValueError, KeyError, MalformedError) as error:
        return [Finding("seal-malformed", artifact, f"The bundle's seal cannot be read: {error}.", SIGN_AGAIN)]
    base = base_of(bundle)
    found = {path.relative_to(base).as_posix(): path for path in _walk(base, program, sealed)}
    findings = [*_check_rules(rules, artifact), *_check_outside(bundle, artifact)]
    for name in sorted(found.keys() - sealed.keys()):
        if _must_be_sealed(name, rules):
            message = "It was added after the bundle was sealed: macOS calls the app damaged."
            findings.append(Finding("file-added", f"{artifact}: {name}", message, SIGN_AGAIN))
    for name, entry in sealed.items():
        findings += _check_entry(found.get(name), entry, f"{artifact}: {name}")
    return findings


def _walk(folder: Path, program: Path, sealed: Mapping[str, Any], prefix: str = "") -> Iterator[Path]:
    for entry in os.scandir(folder):
        path, name = Path(entry.path), prefix + entry.name
        if path == program or name in NEVER_SEALED:
            continue
        nested = path.suffix in BUNDLES and isinstance(sealed.get(name), dict) and "cdhash" in sealed[name]
        if entry.is_dir(follow_symlinks=False) and not nested:
            yield from _walk(path, program, sealed, f"{name}/")
        else:
            yield path


def _check_rules(rules: Mapping[str, Any], artifact: str) -> Iterator[Finding]:
    for pattern, rule in rules.items():
        left_out = rule is False or (isinstance(rule, dict) and rule.get("omit"))
        if left_out and pattern not in MAY_BE_LEFT_OUT:
            message = f"The seal leaves out {pattern}, so that anybody may change what matches."
            yield Finding("seal-leaves-out", artifact, message, SIGN_AGAIN)


def _check_outside(bundle: Path, artifact: str) -> Iterator[Finding]:
    """No seal covers what lies beside `Contents` or `Versions`: there must be nothing but a framework's links."""
    for path in sorted(bundle.iterdir()):
        is_link = bundle.suffix == ".framework" and path.is_symlink()
        if path.name != ("Versions" if bundle.suffix == ".framework" else "Contents") and not is_link:
            yield Finding(
                "file-outside-seal", f"{artifact}: {path.name}", "It lies where no seal can cover it.", SIGN_AGAIN
            )


def _must_be_sealed(name: str, rules: Mapping[str, Any]) -> bool:
    matching = [rule if isinstance(rule, dict) else {} for pattern, rule in rules.items() if re.search(pattern, name)]
    heaviest = max(matching, key=lambda rule: float(rule.get("weight", 1)), default={})
    return not heaviest.get("omit")


def _check_entry(path: Path | None, entry: Mapping[str, Any] | bytes, artifact: str) -> list[Finding]:
    facts: Mapping[str, Any] = {"hash": entry} if isinstance(entry, bytes) else entry
    if path is None:
        if facts.get("optional"):
            return []
        return [Finding("file-missing", artifact, "It was there when the bundle was sealed.", SIGN_AGAIN)]
    if _holds(path, facts):
        return []
    return [Finding("file-changed", artifact, "It is not what it was when the bundle was sealed.", SIGN_AGAIN)]


def _holds(path: Path, facts: Mapping[str, Any]) -> bool:
    if "symlink" in facts or path.is_symlink():
        return path.is_symlink() and str(path.readlink()) == facts.get("symlink")
    if "cdhash" in facts:
        return facts["cdhash"] in _hashes_of(path)
    if path.is_dir() or "hash2" not in facts:
        return False
    return bool(hashlib.sha256(path.read_bytes()).digest() == facts["hash2"])


def _hashes_of(path: Path) -> list[bytes]:
    """The hashes by which macOS knows a nested code object."""
    try:
        program = program_of(path) if path.is_dir() else path
        parts = read_code(program) if is_code(program) else []
    except (MalformedError, OSError):
        return []
    return [directory.cdhash for part in parts if part.signature for directory in part.signature.directories]
