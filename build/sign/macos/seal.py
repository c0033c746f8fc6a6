"""The seal of a bundle, ``_CodeSignature/CodeResources``: a plist with the hash of every file that is no code object.

Source: Apple's technical note TN2206 and resources.cpp of libsecurity_codesigning: the rules below are those that
codesign writes itself. ``files`` and ``rules`` are for systems before OS X 10.9.5, ``files2`` and ``rules2`` for all
later ones. A rule is a regular expression on the path below the bundle's base; the heaviest that matches counts.
"""

import hashlib
import os
import plistlib
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

OLD_RULES: Final[Mapping[str, Any]] = {
    "^Resources/": True,
    "^Resources/.*\\.lproj/": {"optional": True, "weight": 1000.0},
    "^Resources/.*\\.lproj/locversion.plist$": {"omit": True, "weight": 1100.0},
    "^Resources/Base\\.lproj/": {"weight": 1010.0},
    "^version.plist$": True,
}
RULES: Final[Mapping[str, Any]] = {
    ".*\\.dSYM($|/)": {"weight": 11.0},
    "^(.*/)?\\.DS_Store$": {"omit": True, "weight": 2000.0},
    "^(Frameworks|SharedFrameworks|PlugIns|Plug-ins|XPCServices|Helpers|MacOS|Library/"
    "(Automator|Spotlight|LoginItems))/": {"nested": True, "weight": 10.0},
    "^.*": True,
    "^Info\\.plist$": {"omit": True, "weight": 20.0},
    "^PkgInfo$": {"omit": True, "weight": 20.0},
    "^Resources/": {"weight": 20.0},
    "^Resources/.*\\.lproj/": {"optional": True, "weight": 1000.0},
    "^Resources/.*\\.lproj/locversion.plist$": {"omit": True, "weight": 1100.0},
    "^Resources/Base\\.lproj/": {"weight": 1010.0},
    "^[^/]+$": {"nested": True, "weight": 10.0},
    "^embedded\\.provisionprofile$": {"weight": 20.0},
    "^version\\.plist$": {"weight": 20.0},
}
NESTED: Final = (".app", ".framework", ".bundle", ".xpc", ".appex")
"""Folders that are code objects of their own."""

Describe = Callable[[Path], dict[str, Any]]
"""What the seal says of a nested code object: ``cdhash`` and ``requirement``."""


def code_resources(base: Path, program: Path, describe: Describe) -> bytes:
    """The seal of a bundle as it is now, as a plist.

    Args:
        base: ``Contents`` of an app, ``Versions/A`` of a framework.
        program: the file that will carry the bundle's signature; it is not in the seal.
        describe: tells of code that is signed already.
    """
    files: dict[str, Any] = {}
    files2: dict[str, Any] = {}
    for path in _walk(base, base):
        name = path.relative_to(base).as_posix()
        rule = _rule(name, RULES)
        if path == program or name.startswith("_CodeSignature/") or rule is None:
            continue
        optional = {"optional": True} if rule.get("optional") else {}
        if path.is_symlink():
            files2[name] = {"symlink": path.readlink().as_posix(), **optional}
        elif rule.get("nested"):
            files2[name] = describe(path)
        else:
            content = path.read_bytes()
            files2[name] = {"hash2": hashlib.sha256(content).digest(), **optional}
            old = _rule(name, OLD_RULES)
            if old is not None:
                sha1 = hashlib.sha1(content).digest()  # noqa: S324 - what old systems go by
                files[name] = {"hash": sha1, "optional": True} if old.get("optional") else sha1
    return plistlib.dumps({"files": files, "files2": files2, "rules": dict(OLD_RULES), "rules2": dict(RULES)})


def _walk(folder: Path, base: Path) -> Iterator[Path]:
    """Files, links and nested code objects; what is inside the latter is their own seal's business."""
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        path = Path(entry.path)
        if entry.is_symlink() or not entry.is_dir() or _is_nested(path, base):
            yield path
        else:
            yield from _walk(path, base)


def _is_nested(folder: Path, base: Path) -> bool:
    rule = _rule(folder.relative_to(base).as_posix(), RULES)
    return folder.suffix in NESTED and rule is not None and bool(rule.get("nested"))


def _rule(name: str, rules: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """What counts for a path; None where it is left out."""
    found: list[Mapping[str, Any]] = [
        {} if value is True else value for pattern, value in rules.items() if re.search(pattern, name)
    ]
    if not found:
        return None
    best = max(found, key=lambda rule: float(rule.get("weight", 1.0)))
    return None if best.get("omit") else best
