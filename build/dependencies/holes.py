"""Known holes in dependencies: what the audits of pip and npm say, read without trusting a silence.

An audit whose service cannot be reached, or refuses, has checked nothing. One that fails for any other reason is an
error: its call is broken, and would go on checking nothing for ever.
"""

import json
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Final

from build.errors import ToolFailedError
from build.process import TAIL_LINES, Output

_PIP_UNREACHED: Final = re.compile(
    r"requests\.exceptions\.(?:\w*Timeout|(?:ChunkedEncoding|Connection|HTTP|JSONDecode|Proxy|SSL)Error)\b"
    r"|Could not connect to PyPI|PyPI is not redirecting"
)
"""The end of what pip-audit 2.10 says; most of it are errors of its library that it lets through."""

_NPM_UNREACHED: Final = re.compile(
    r"request to |network timeout at|response timeout|invalid (?:json )?response", re.IGNORECASE
)
"""How the messages of npm 11 begin when it got no answer, or none of its service."""

_BAD_REQUEST: Final = 400


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


def read_pip_audit(output: Output | None, packages: int, accepted: Collection[str]) -> Audit:
    """Read the JSON of pip-audit.

    Args:
        output: what it said; None if it took too long.
        packages: how many there are.
        accepted: identifiers of advisories that do not matter here.

    Raises:
        ToolFailedError: it failed, and not because its service could not be reached.
    """
    if output is None or _PIP_UNREACHED.search(output.stderr):
        return Audit(0, packages)
    found = _json(output.stdout).get("dependencies")
    if found is None:
        raise _failed("pip-audit", output)
    checked = [one for one in found if "skip_reason" not in one]
    holes = tuple(
        f"{one['name']} {one['version']}: {hole['id']}"
        for one in checked
        for hole in one.get("vulns", ())
        if accepted_by(accepted, hole["id"], *hole.get("aliases", ())) is None
    )
    # What the lock holds for other systems is not looked up on this one, and is no cause for worry.
    return Audit(len(checked), len(found) - len(checked), holes)


def read_npm_audit(output: Output | None, packages: int, accepted: Collection[str]) -> Audit:
    """Read the JSON of npm audit; parameters and errors as of ``read_pip_audit``."""
    if output is None:
        return Audit(0, packages)
    answer = _json(output.stdout)
    if _was_refused(answer):
        return Audit(0, packages)
    if "vulnerabilities" not in answer:
        raise _failed("npm audit", output)
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


def _was_refused(answer: dict[str, Any]) -> bool:
    """Whether npm says that it got no answer, or that it was refused; what is no good request, it asked wrongly."""
    status = answer.get("statusCode", _BAD_REQUEST)
    return status != _BAD_REQUEST or _NPM_UNREACHED.match(str(answer.get("message", ""))) is not None


def _failed(program: str, output: Output) -> ToolFailedError:
    tail = "\n".join(f"{output.stdout}\n{output.stderr}".strip().splitlines()[-TAIL_LINES:])
    return ToolFailedError(
        "audit-failed",
        f"{program} gave no answer that can be read, and not because its service could not be reached.",
        "Mend its call in build/tools, or how build/dependencies/holes.py reads a new version of it.",
        tail,
    )


def _json(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
