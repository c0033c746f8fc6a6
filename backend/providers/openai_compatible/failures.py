"""Say what went wrong at a model's server, as a ``ModelError`` that a person can act on.

Nothing of the request is ever quoted; what a server says about it is, with the key taken out.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import ceil
from typing import Any, Final

from backend.providers.errors import ModelError, ModelErrorCode

_MAX_QUOTED_CHARS: Final = 300
_MAX_WAIT_DIGITS: Final = 9
_TOO_LONG: Final = re.compile(
    r"context[ _](?:length|window|size)|maximum context|too many tokens|exceeds? the (?:available )?context"
    r"|prompt is too long|context_length_exceeded|input is too long",
    re.IGNORECASE,
)
_KEY_LIKE: Final = re.compile(r"\b(?:(?:sk|pk)[-_]|Bearer )[A-Za-z0-9*_.-]{6,}")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a status means to a person."""

    code: ModelErrorCode
    title: str
    remedy: str
    retryable: bool = False


_BAD_REQUEST: Final = Meaning(
    "model-bad-request",
    "The model's server did not accept the request.",
    "Check that the model supports chat and tools, and the address in the settings.",
)
_TOO_LONG_MEANING: Final = Meaning(
    "model-context-too-long",
    "The conversation is too long for the model.",
    "Start a new conversation, or choose a model with a larger context.",
)
_BUSY: Final = Meaning(
    "model-overloaded", "The model's server has a problem of its own.", "Try again in a moment.", retryable=True
)
_NO_KEY: Final = Meaning(
    "model-authentication",
    "The server wants a key.",
    "Enter its key in the settings. One that was saved for another server is not sent to this one.",
)
_BY_STATUS: Final[Mapping[int, Meaning]] = {
    401: Meaning("model-authentication", "The server did not accept the key.", "Check the key in the settings."),
    402: Meaning("model-permission", "The account has no credit left.", "Check the account at the provider."),
    403: Meaning(
        "model-permission",
        "The server does not allow this.",
        "Check in the provider's account that the key may use this model.",
    ),
    404: Meaning(
        "model-not-found",
        "The server does not know the model or the address.",
        "Check the model's name and the base URL in the settings; most base URLs end in /v1.",
    ),
    408: Meaning("model-timeout", "The server took too long.", "Try again.", retryable=True),
    413: _TOO_LONG_MEANING,
    429: Meaning(
        "model-rate-limited", "The server is asked too often.", "Wait a moment, then try again.", retryable=True
    ),
}


def from_status(status: int, body: bytes, retry_after: str | None, key: str | None) -> ModelError:
    """Explain an answer that is no success."""
    said = _said(body)
    wait = seconds_to_wait(retry_after or "", datetime.now(UTC))
    meaning = _NO_KEY if status == 401 and key is None else _meaning(status, said)
    return _explained(meaning, f"HTTP {status}", said, wait, key)


def seconds_to_wait(retry_after: str, now: datetime) -> int:
    """Read the header: seconds, or a date (https://www.rfc-editor.org/rfc/rfc9110#field.retry-after).

    Returns:
        Whole seconds from now on; 0 for what is over already, and for what is neither.
    """
    text = retry_after.strip()
    if text.isdecimal():
        return int(text) if len(text) <= _MAX_WAIT_DIGITS else 0
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return 0
    # A date without a zone is one of the old forms; they all mean UTC.
    return max(0, ceil((date.replace(tzinfo=date.tzinfo or UTC) - now).total_seconds()))


def reported(chunk: Mapping[str, Any]) -> object:
    """Return the error that a chunk reports, or None: under “error”, or (older vLLM) the chunk itself."""
    return chunk.get("error") or (chunk if chunk.get("object") == "error" else None)


def from_error_object(error: object, key: str | None) -> ModelError:
    """Explain an error that came inside a stream whose status was a success."""
    details = error if isinstance(error, dict) else {"message": str(error)}
    # The status stands in “code”, as a number or as a word; or only “type” has a word that tells.
    marks = [str(details.get(name)) for name in ("code", "type")]
    status = next((int(mark) for mark in marks if mark.isdecimal()), None)
    status = status or next((_STATUS_BY_WORD[mark] for mark in marks if mark in _STATUS_BY_WORD), 500)
    said = " ".join(str(details[name]) for name in ("message", "code") if details.get(name))
    return _explained(_meaning(status, said), "in the middle of the answer", said, 0, key)


def cut() -> ModelError:
    """Say that the stream ended too early."""
    return ModelError(
        "model-stream-cut",
        "The answer was cut off.",
        "The connection to the model's server ended before the answer was complete. Try again.",
        retryable=True,
    )


def not_this_protocol(detail: str) -> ModelError:
    """Say that the other side is no such server."""
    return ModelError(
        "model-bad-answer",
        "The server's answer is not one of an OpenAI-compatible server.",
        f"{detail} Check the base URL in the settings; most end in /v1.",
        retryable=False,
    )


def not_configured(missing: str) -> ModelError:
    """Say which setting is missing."""
    return ModelError(
        "model-not-configured", f"The {missing} is missing.", f"Enter the {missing} in the settings.", retryable=False
    )


_STATUS_BY_WORD: Final[Mapping[str, int]] = {
    "authentication_error": 401,
    "invalid_api_key": 401,
    "permission_error": 403,
    "insufficient_quota": 429,
    "not_found_error": 404,
    "model_not_found": 404,
    "rate_limit_error": 429,
    "rate_limit_exceeded": 429,
    "invalid_request_error": 400,
    "context_length_exceeded": 413,
    "exceed_context_size_error": 413,
}


def _meaning(status: int, said: str) -> Meaning:
    # Whatever the status: llama.cpp says 500.
    if status >= 400 and status not in {401, 403, 429} and _TOO_LONG.search(said):
        return _TOO_LONG_MEANING
    if 300 <= status < 400:
        return _BY_STATUS[404]
    return _BY_STATUS.get(status, _BAD_REQUEST if status < 500 else _BUSY)


def _explained(meaning: Meaning, where: str, said: str, wait: int, key: str | None) -> ModelError:
    quoted = (
        f"The server said ({where}): “{_without_key(said, key)}”." if said else f"The server gave no reason ({where})."
    )
    asked = f" It asks to wait {wait} second{'s' if wait > 1 else ''}." if wait else ""
    return ModelError(meaning.code, meaning.title, f"{quoted}{asked} {meaning.remedy}", retryable=meaning.retryable)


def _said(body: bytes) -> str:
    """Find the human sentence in an error body: OpenAI's shape, its variations, or plain text."""
    text = body.decode("utf-8", errors="replace").strip()
    try:
        parsed = json.loads(text)
    except (ValueError, RecursionError):
        return "" if text.startswith("<") else text
    found = _sentence(parsed)
    if isinstance(parsed, dict) and isinstance(parsed.get("error"), dict) and parsed["error"].get("code"):
        found = f"{found} ({parsed['error']['code']})"
    return found


def _sentence(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list) and value:
        return _sentence(value[0])
    if isinstance(value, dict):
        named = (value[name] for name in ("error", "message", "detail", "msg") if value.get(name))
        return next((sentence for one in named if (sentence := _sentence(one))), "")
    return ""


def _without_key(said: str, key: str | None) -> str:
    line = " ".join(said.split())
    if key:
        line = line.replace(key, "…")
    # Servers quote a wrong key back with stars in its middle: its ends are nobody's business either.
    line = _KEY_LIKE.sub("…", line)
    return line if len(line) <= _MAX_QUOTED_CHARS else f"{line[:_MAX_QUOTED_CHARS]}…"
