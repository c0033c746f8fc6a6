"""Structured logs: one JSON object a line, in rotating files, with nothing of a user's and no secret in them.

Two lines of defence. First, nobody logs a token, a key or the text of a message: libraries, which do not know that
rule, may only warn, and the message of a validation error is left out because it quotes its input. Second, everything
that looks like a secret is redacted on the way to the file.
"""

import json
import logging
import os
import re
import sys
import threading
import traceback
from collections.abc import Iterable
from datetime import UTC, datetime
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any, Final, cast

LOG_FILE: Final = "backend.log"
FILE_BYTES: Final = 2 * 1024 * 1024
FILES: Final = 5
LEVELS: Final = ("debug", "info", "warning", "error")
REDACTED: Final = "[redacted]"

_log = logging.getLogger(__name__)
_OWN = "backend"
_LONGEST_TEXT = 2000
_TALKATIVE = ("autogen_core", "autogen_agentchat", "openai", "httpx2", "httpcore2", "websockets")
"""Libraries that put messages, prompts or headers into their records: only their errors are kept."""

_MISTAKEN = ("uvicorn.error",)
"""Takes a refused WebSocket and a stop for errors; what really fails behind it is logged by the gate."""

_STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}
_STEERING = re.compile("[\\x7f-\\x9f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069]")
"""What steers the terminal that shows a log, or turns its letters; JSON writes other control characters as codes."""

_SECRETS = re.compile(
    r"""(?ix)
      \b bearer [\s.]+ [^\s"',;]+
    | \b (?: sk | pk | rk | ghp | gho | xox[abprs] | AIza ) [-_A-Za-z0-9] [-_A-Za-z0-9]{12,}
    | (?<= :// ) [^/\s:@]+ : [^/\s@]+ (?= @ )
    | (?: api[-_]?key | token | secret | password | passwd | authorization ) ["']? \s* [:=] \s* ["']? [^\s"',;}]+
    """
)


class Redactor:
    """Takes secrets out of text: the known ones, and whatever looks like one."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._known = tuple(secret for secret in secrets if secret)

    def text(self, value: str) -> str:
        """Return the text without secrets, cut to a length that a log can bear."""
        for secret in self._known:
            value = value.replace(secret, REDACTED)
        value = _SECRETS.sub(REDACTED, value)
        return value if len(value) <= _LONGEST_TEXT else value[:_LONGEST_TEXT] + "..."

    def value(self, value: object) -> object:
        """Return a JSON value without secrets; what JSON does not know becomes text."""
        match value:
            case None | bool() | int() | float():
                return value
            case dict():
                return {self.text(str(key)): self.value(item) for key, item in value.items()}
            case list() | tuple() | set() | frozenset():
                return [self.value(item) for item in value]
            case _:
                return self.text(str(value))


class JsonFormatter(logging.Formatter):
    """Writes a record as ``{"time", "level", "logger", "message", ...extra, "error"?}``; times are UTC."""

    def __init__(self, redactor: Redactor) -> None:
        super().__init__()
        self._redactor = redactor

    def format(self, record: logging.LogRecord) -> str:
        """Return one line."""
        fields: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": self._redactor.text(record.getMessage()),
        }
        fields.update(
            (name, self._redactor.value(value)) for name, value in record.__dict__.items() if name not in _STANDARD
        )
        if record.exc_info and record.exc_info[1]:
            fields["error"] = self._redactor.value(describe_error(record.exc_info[1]))
        return _STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(fields, ensure_ascii=False))


def describe_error(error: BaseException) -> dict[str, Any]:
    """Return an exception for a log: type, message, where it came from, and its cause."""
    described: dict[str, Any] = {
        "type": type(error).__qualname__,
        "message": _message_of(error),
        "frames": [
            f"{Path(frame.filename).name}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(error.__traceback__)[-20:]
        ],
    }
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        described["cause"] = f"{type(cause).__qualname__}: {_message_of(cause)}"
    return described


def _message_of(error: BaseException) -> str:
    # A validation error (pydantic's, FastAPI's) quotes its input, which may be what the user wrote.
    return "(left out: it quotes its input)" if hasattr(error, "errors") else str(error)


class _PrivateRotatingFile(RotatingFileHandler):
    """A rotating file that only its owner may read."""

    def _open(self) -> TextIOWrapper:
        def opener(path: str, flags: int) -> int:
            return os.open(path, flags, 0o600)

        file = open(self.baseFilename, self.mode, encoding=self.encoding, errors=self.errors, opener=opener)  # noqa: SIM115 - the handler closes it
        return cast("TextIOWrapper", file)


def start_logging(log_dir: Path, level: str, secrets: Iterable[str]) -> None:
    """Send all logs of this process to ``log_dir/backend.log``: five files of at most 2 MB each.

    Args:
        log_dir: an existing folder.
        level: one of ``LEVELS``, for our own records; libraries may warn, whatever it is.
        secrets: values that must never be seen in a log.

    Raises:
        OSError: the file cannot be opened.
    """
    logging.raiseExceptions = False
    handler = _PrivateRotatingFile(
        log_dir / LOG_FILE, maxBytes=FILE_BYTES, backupCount=FILES - 1, encoding="utf-8", errors="backslashreplace"
    )
    handler.setFormatter(JsonFormatter(Redactor(secrets)))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger(_OWN).setLevel(level.upper())
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.ERROR)
    for name in _MISTAKEN:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    logging.captureWarnings(capture=True)
    threading.excepthook = _log_thread_error
    sys.unraisablehook = _log_unraisable


def _log_thread_error(arguments: threading.ExceptHookArgs) -> None:
    name = arguments.thread.name if arguments.thread else None
    _log.error("a thread has died", exc_info=arguments.exc_value, extra={"of_thread": name})


def _log_unraisable(unraisable: "sys.UnraisableHookArgs") -> None:
    _log.error("an error that nobody could catch", exc_info=unraisable.exc_value)
