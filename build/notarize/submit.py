"""Notarise an app or a disk image, and put the ticket in."""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from build.errors import BuildError, ToolFailedError
from build.notarize.verdict import WAITS, accepted, rejection, trouble
from build.tools import ditto, notarytool, stapler

T = TypeVar("T")
Wait = Callable[[float], None]
"""Waits for so many seconds."""


def notarize(path: Path, credentials: Sequence[str], wait: Wait) -> str:
    """Have it notarised and staple the ticket; the id of the submission.

    Args:
        path: a signed app, or a signed disk image.
        credentials: the options of notarytool that say who asks.
        wait: between attempts, when Apple's servers fail.

    Raises:
        BuildError: it was rejected, with the service's reasons; or the service cannot be reached.
    """
    if path.is_dir():
        with tempfile.TemporaryDirectory() as folder:
            archive = Path(folder, f"{path.stem}.zip")
            ditto.archive(path, archive)
            answer = _submit(archive, credentials, wait)
    else:
        answer = _submit(path, credentials, wait)
    if not accepted(answer):
        raise rejection(path.name, answer, _log(answer, credentials, wait))
    _patiently(lambda: stapler.staple(path), wait)
    return str(answer["id"])


def _submit(archive: Path, credentials: Sequence[str], wait: Wait) -> dict[str, Any]:
    return _patiently(lambda: notarytool.submit(archive, credentials), wait)


def _log(answer: dict[str, Any], credentials: Sequence[str], wait: Wait) -> dict[str, Any]:
    """The service's reasons; none where even they cannot be had: the rejection stands all the same."""
    try:
        return _patiently(lambda: notarytool.log(str(answer.get("id")), credentials), wait)
    except ToolFailedError:
        return {}


def _patiently(attempt: Callable[[], T], wait: Wait) -> T:
    """Try again while Apple's servers fail, with longer and longer breaks."""
    for seconds in WAITS:
        try:
            return attempt()
        except ToolFailedError as error:
            _require_worth_it(error)
            wait(seconds)
    try:
        return attempt()
    except ToolFailedError as error:
        _require_worth_it(error)
        raise ToolFailedError(
            "notary-service-down",
            f"Apple's notary service failed {len(WAITS) + 1} times.",
            "See https://developer.apple.com/system-status/ and run `nox -s notarize` again later: nothing is lost.",
            error.output,
        ) from error


def _require_worth_it(error: ToolFailedError) -> None:
    match trouble(error.output):
        case "credentials":
            raise BuildError(
                "notary-credentials-refused",
                "Apple's notary service does not accept the credentials.",
                "See that the key is not revoked and belongs to the team that signed (docs/releasing.md).",
            ) from error
        case "final":
            raise error
