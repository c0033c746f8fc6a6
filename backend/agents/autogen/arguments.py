"""The arguments of tool calls: JSON text on the model's side, an object on ours."""

import json
from collections.abc import Mapping
from typing import Any, Final, NoReturn

RAW: Final = "_raw"


def read(text: str) -> dict[str, Any]:
    """Return the JSON object, or ``{"_raw": text}`` for anything else. No text at all means no arguments."""
    if not text.strip():
        return {}
    try:
        value = json.loads(text, parse_constant=_refuse)
        # A lone surrogate passes the parser but can be neither stored nor sent.
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError):
        return {RAW: text}
    return value if isinstance(value, dict) else {RAW: text}


def write(text: str) -> str:
    """Return JSON text that always parses to an object, with the model's own words kept when they do.

    AutoGen's run hangs when parsing raises anything but ``JSONDecodeError``, and servers refuse a history with
    arguments that are no JSON.
    """
    arguments = read(text)
    return text if arguments and RAW not in arguments else json.dumps(arguments)


def dump(arguments: Mapping[str, Any]) -> str:
    """Write arguments that were read before."""
    return json.dumps(dict(arguments), ensure_ascii=False)


def is_malformed(arguments: object) -> bool:
    """Whether the arguments stand for text that was not a JSON object."""
    return not isinstance(arguments, dict) or set(arguments) == {RAW}


def _refuse(constant: str) -> NoReturn:
    message = f"{constant} is not JSON"
    raise ValueError(message)
