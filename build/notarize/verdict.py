"""What an answer of the notary service means: pure decisions."""

import re
from collections.abc import Mapping
from typing import Any, Final, Literal

from build.errors import BuildError

Trouble = Literal["again", "credentials", "final"]

SERVER_ERRORS: Final = re.compile(
    r"HTTP status code: 5\d\d|HTTPClientError|NSURLErrorDomain|timed? ?out|connection was lost|offline"
    r"|internalServerError|serviceUnavailable|Service Unavailable|statusCode: 5\d\d|deadlineExceeded"
    r"|CloudKit query|action failed! Error 6[58]",
    re.IGNORECASE,
)
"""How notarytool and stapler word that Apple's servers, or the way to them, failed: the ticket of what was just
accepted may be a minute late (65), or its server out of reach (68)."""

REFUSED_CREDENTIALS: Final = re.compile(r"HTTP status code: 40[13]|Unauthenticated|Invalid credentials", re.IGNORECASE)
WAITS: Final = (15.0, 60.0, 240.0)
"""Before each new attempt, in seconds."""

MOST_ISSUES: Final = 20


def trouble(output: str) -> Trouble:
    """Whether a failure of notarytool is worth another attempt, by what it printed."""
    if REFUSED_CREDENTIALS.search(output):
        return "credentials"
    return "again" if SERVER_ERRORS.search(output) else "final"


def accepted(answer: Mapping[str, Any]) -> bool:
    """Whether the service took what it got."""
    return bool(answer.get("status") == "Accepted")


def rejection(name: str, answer: Mapping[str, Any], log: Mapping[str, Any]) -> BuildError:
    """The error for what the service did not take, with its own words on each file."""
    issues = log.get("issues") or []
    told = [f"{issue.get('path', name)}: {issue.get('message', '')}" for issue in issues]
    lines = told[:MOST_ISSUES] + ([f"and {len(told) - MOST_ISSUES} more"] if len(told) > MOST_ISSUES else [])
    reasons = "; ".join(lines) or log.get("statusSummary") or answer.get("message") or "it gave no reason"
    return BuildError(
        "notarization-rejected",
        f"Apple's notary service did not accept {name} ({answer.get('status', 'no status')}, submission"
        f" {answer.get('id', 'unknown')}): {reasons}.",
        "Run `nox -s preflight`, which finds most of these here; mend what it names, then sign anew.",
    )
