"""notarytool: hands an app to Apple's notary service and asks what became of it."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from build.errors import ToolFailedError
from build.process import capture

SUBMIT_SECONDS: Final = 2 * 60 * 60.0
"""The service mostly answers within minutes; some days it does not."""

ASK_SECONDS: Final = 300.0
REFUSED: Final = frozenset({"Invalid", "Rejected"})
"""The status of a submission that the service does not take."""


def submit(archive: Path, credentials: Sequence[str]) -> dict[str, Any]:
    """Upload and wait for the verdict; ``{"id", "status", "message"}``.

    Args:
        archive: a zip with the app, or a disk image.
        credentials: the options that say who asks.

    Raises:
        ToolFailedError: the upload failed, or the answer cannot be read; the error holds what the tool said.
    """
    command = ["xcrun", "notarytool", "submit", str(archive), *credentials, "--wait", "--output-format", "json"]
    try:
        return _answer(capture(command, timeout=SUBMIT_SECONDS))
    except ToolFailedError as error:
        # A refusal is an answer too, whatever the exit code: only with it the reasons can be asked for.
        if (refusal := _refusal(error.output)) is not None:
            return refusal
        raise


def log(submission: str, credentials: Sequence[str]) -> dict[str, Any]:
    """What the service found, with an ``issues`` list of ``{"severity", "path", "message"}``."""
    return _answer(capture(["xcrun", "notarytool", "log", submission, *credentials], timeout=ASK_SECONDS))


def _refusal(output: str) -> dict[str, Any] | None:
    """What the service said no with, at the beginning of what a failed tool printed; None where it said nothing."""
    try:
        answer, _ = json.JSONDecoder().raw_decode(output.lstrip())
    except ValueError:
        return None
    return answer if isinstance(answer, dict) and answer.get("status") in REFUSED else None


def _answer(text: str) -> dict[str, Any]:
    try:
        answer: dict[str, Any] = json.loads(text)
    except ValueError as error:
        raise ToolFailedError(
            "notarytool-answer", "notarytool gave an answer that is no JSON.", "Read what it says.", text
        ) from error
    return answer
