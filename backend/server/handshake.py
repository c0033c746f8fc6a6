"""The shell's first line: who may talk to this process, from where, and where its files lie.

The contract is ``backend.protocol.process.Handshake``, and it has the last word. Importing pydantic takes longer than
all else before ``listening`` together, so a line that is right beyond doubt is taken without it; any other line goes
through the model, which says what is wrong with it. A test holds the short cut to never taking what the model refuses.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from backend.errors import UsageError
from backend.protocol.version import PROTOCOL_VERSION

MAX_LINE_BYTES: Final = 64 * 1024
TIMEOUT_S: Final = 30.0

_TOKEN = re.compile(r"[A-Za-z0-9_-]{32,512}={0,2}")
_ORIGIN = re.compile(r"[a-z][a-z0-9+.-]*://[!-.0-~]+")
_MAX_ORIGINS = 16


@dataclass(frozen=True, slots=True)
class ShellHandshake:
    """What the shell said, checked."""

    token: str
    origins: tuple[str, ...]
    data_dir: Path
    log_dir: Path

    def __repr__(self) -> str:
        """Leave the token out: a repr ends in logs."""
        return f"ShellHandshake(origins={self.origins}, data_dir={self.data_dir}, log_dir={self.log_dir})"


def parse_handshake(line: bytes) -> ShellHandshake:
    """Return the handshake that a line holds.

    Raises:
        UsageError: the line is not this protocol's; the message names the field and the rule, never a value.
    """
    try:
        fields = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError):
        raise bad_handshake("it is not a line of JSON in UTF-8") from None
    if not isinstance(fields, dict):
        raise bad_handshake("it is not a JSON object")
    return plain_handshake(fields) or _checked_by_model(fields)


def plain_handshake(fields: dict[str, object]) -> ShellHandshake | None:
    """Return the handshake if it is right beyond doubt, else None (which does not mean that it is wrong)."""
    match fields:
        case {
            "protocol": int(protocol),
            "token": str(token),
            "origins": list(origins),
            "data_dir": str(data_dir),
            "log_dir": str(log_dir),
        }:
            right = (
                type(protocol) is int
                and protocol == PROTOCOL_VERSION
                and _TOKEN.fullmatch(token)
                and 1 <= len(origins) <= _MAX_ORIGINS
                and all(isinstance(origin, str) and _ORIGIN.fullmatch(origin) for origin in origins)
                and all(path.isprintable() and Path(path).is_absolute() for path in (data_dir, log_dir))
            )
            if right:
                return ShellHandshake(token, tuple(str(origin) for origin in origins), Path(data_dir), Path(log_dir))
    return None


def _checked_by_model(fields: dict[str, object]) -> ShellHandshake:
    from pydantic import ValidationError  # noqa: PLC0415 - only for a line that looks wrong

    from backend.protocol.process import Handshake  # noqa: PLC0415 - only for a line that looks wrong

    try:
        handshake = Handshake.model_validate(fields)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        reason = first["msg"].removeprefix("Value error, ")
        raise bad_handshake(f"the field {field}: {reason[:1].lower()}{reason[1:]}") from None
    return ShellHandshake(handshake.token, tuple(handshake.origins), Path(handshake.data_dir), Path(handshake.log_dir))


def bad_handshake(why: str) -> UsageError:
    """Return the error for a first line that cannot be used."""
    return UsageError(
        "bad-handshake",
        f"The first line on stdin is no handshake of protocol {PROTOCOL_VERSION}: {why}.",
        "Start the application itself; this program is started by its shell.",
    )
