"""Known holes in dependencies: what the audits of pip and npm say, read without trusting a silence."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Audit:
    """What one audit came to.

    Attributes:
        checked: how many packages somebody was asked about, and answered for.
        unchecked: how many not; all of them where the service cannot be reached.
        holes: package, version and advisory of each known hole that nobody has accepted.
    """

    checked: int
    unchecked: int
    holes: tuple[str, ...] = ()


def read_pip_audit(text: str, packages: int, accepted: Collection[str]) -> Audit:
    """Read the JSON of pip-audit.

    Args:
        text: its output; no JSON where it could ask nobody.
        packages: how many there are.
        accepted: identifiers of advisories that do not matter here.
    """
    found = _json(text).get("dependencies", [])
    checked = [one for one in found if "skip_reason" not in one]
    holes = tuple(
        f"{one['name']} {one['version']}: {hole['id']}"
        for one in checked
        for hole in one.get("vulns", ())
        if accepted_by(accepted, hole["id"], *hole.get("aliases", ())) is None
    )
    # What the lock holds for other systems is not looked up on this one, and is no cause for worry.
    unchecked = len(found) - len(checked) if found else packages
    return Audit(len(checked), unchecked, holes)


def read_npm_audit(text: str, packages: int, accepted: Collection[str]) -> Audit:
    """Read the JSON of npm audit; parameters as of ``read_pip_audit``."""
    answer = _json(text)
    if "vulnerabilities" not in answer:
        return Audit(0, packages)
    # A package whose only fault is that it needs another names that one, as text.
    advisories = [
        (name, one)
        for name, entry in answer["vulnerabilities"].items()
        for one in entry["via"]
        if isinstance(one, dict)
    ]
    holes = tuple(
        f"{name} {one.get('range', '')}: {one.get('url', one.get('title', 'no advisory'))}"
        for name, one in advisories
        if accepted_by(accepted, str(one.get("url", "")).rpartition("/")[2]) is None
    )
    return Audit(packages, 0, holes)


def together(audits: Iterable[Audit]) -> Audit:
    """Several audits as one; a hole that more than one of them found counts once."""
    every = tuple(audits)
    holes = dict.fromkeys(hole for audit in every for hole in audit.holes)
    return Audit(sum(audit.checked for audit in every), sum(audit.unchecked for audit in every), tuple(holes))


def accepted_by(accepted: Collection[str], *identifiers: str) -> str | None:
    """The first of an advisory's identifiers that is accepted."""
    return next((one for one in identifiers if one in accepted), None)


def _json(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
