"""What a client sent: a message of the protocol, or the problem with it."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails, from_json

from backend.protocol.problem import Problem
from backend.protocol.stream import (
    MAX_INPUT_CHARS,
    ApprovalReply,
    Error,
    RunCancel,
    RunResume,
    RunStart,
    client_message,
)

Incoming = RunStart | RunResume | RunCancel | ApprovalReply


def parse(frame: Mapping[str, Any]) -> Incoming | Error:
    """Read one frame as ASGI hands it over, with ``text`` or ``bytes``."""
    text = frame.get("text")
    if text is None:
        return _refused({}, "binary-frame", "The message is binary.", "Send JSON in a text frame.")
    try:
        message = client_message.validate_json(text)
    except ValidationError as error:
        return _explained(text, error.errors(include_url=False, include_input=False))
    if isinstance(message, RunStart) and not message.input.strip():
        fields = {"request_id": message.request_id}
        return _refused(fields, "invalid-message", "The message is not valid.", "input: It must say something.")
    return message


def _explained(text: str, errors: list[ErrorDetails]) -> Error:
    fields = _fields(text)
    if fields is None:
        return _refused({}, "invalid-json", "The message is not JSON.", "Send one JSON object in each text frame.")
    first = errors[0]
    if not first["loc"]:
        return _refused(
            fields,
            "unknown-message",
            "The message is of no known type.",
            "Its 'type' must be run.start, run.resume, run.cancel or approval.reply.",
        )
    if first["type"] == "string_too_long" and first["loc"][-1] == "input":
        return _refused(
            fields,
            "input-too-long",
            "The input is too long.",
            f"It may have {MAX_INPUT_CHARS} characters. Shorten it, or put it into a file of the workspace.",
        )
    # The first part of the place is the type of the message, which says nothing new.
    details = (f"{'.'.join(map(str, error['loc'][1:])) or 'message'}: {error['msg']}" for error in errors[:5])
    return _refused(fields, "invalid-message", "The message is not valid.", "; ".join(details) + ".")


def _fields(text: str) -> dict[str, Any] | None:
    """Return what the message says, {} when it is no object, None when it is no JSON."""
    try:
        value = from_json(text)
    except ValueError:
        return None
    return value if isinstance(value, dict) else {}


def _refused(fields: Mapping[str, Any], code: str, title: str, detail: str) -> Error:
    return Error(
        request_id=_identifier(fields.get("request_id")),
        run_id=_identifier(fields.get("run_id")),
        problem=Problem(type=code, title=title, detail=detail),
    )


def _identifier(value: object) -> str | None:
    return value if isinstance(value, str) and 0 < len(value) <= 200 else None
