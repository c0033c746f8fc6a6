"""Read a path as a person or a model wrote it; nothing here touches the disk."""

import os
import re
import unicodedata
from typing import Final

from backend.workspace.errors import WorkspaceError

MAX_PATH_CHARS: Final = 1000
WINDOWS: Final = os.name == "nt"

_DRIVE: Final = re.compile(r"^[A-Za-z]:")
_RESERVED_ON_WINDOWS: Final = re.compile(
    r"^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\.|$)", re.IGNORECASE
)
_FORBIDDEN_ON_WINDOWS: Final = re.compile(r'[<>:"|?*\x00-\x1f]')

# What a name can hide with or draw as something else, by Unicode's categories: control characters, invisible marks of
# format (of the direction of writing, among them), halves of characters (a name that is not valid UTF-8), line ends.
_DECEPTIVE: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
# They stay: emoji, and words of Persian and of India's languages, are made with them.
_JOINERS: Final = "\u200c\u200d"

Parts = tuple[str, ...]


def parse(text: str, *, windows: bool = WINDOWS) -> Parts:
    """Split a path that is relative to the workspace into its parts; the workspace itself is ``()``.

    Both slashes separate. ``..`` is taken lexically, which is exact because no link is ever followed.

    Raises:
        WorkspaceError: the path is absolute, leaves the folder, or is one that the system reads in a way of its own
            (drives, UNC, alternate data streams, device names, NUL).
    """
    if len(text) > MAX_PATH_CHARS:
        raise WorkspaceError(f"The path is longer than {MAX_PATH_CHARS} characters.")
    if "\0" in text:
        raise WorkspaceError("The path holds a NUL character, which no file name can.")
    unified = text.replace("\\", "/")
    if unified.startswith(("/", "~/")) or unified == "~" or _DRIVE.match(unified):
        raise WorkspaceError(
            f"“{legible(text)}” is not inside the workspace folder. "
            "Paths are relative to that folder, such as “notes/todo.txt”."
        )
    parts: list[str] = []
    for part in unified.split("/"):
        if part in {"", "."}:
            continue
        if part == "..":
            if not parts:
                raise WorkspaceError(
                    f"“{legible(text)}” leaves the workspace folder. Only files inside it can be used."
                )
            parts.pop()
            continue
        if windows:
            _refuse_windows_forms(part)
        parts.append(part)
    return tuple(parts)


def parse_file(text: str, *, windows: bool = WINDOWS) -> Parts:
    """Like ``parse``, for a file: the workspace itself is refused."""
    parts = parse(text, windows=windows)
    if not parts:
        raise WorkspaceError("The path names the workspace folder itself, not a file in it.")
    return parts


def parse_new(text: str) -> Parts:
    """Like ``parse_file``, for a file that may be made: a name that could deceive its reader is refused."""
    parts = parse_file(text)
    if any(map(_is_deceptive, display(parts))):
        raise WorkspaceError(f"“{legible(text)}” holds invisible control characters. Choose a plain file name.")
    return parts


def display(parts: Parts) -> str:
    """Write the parts with slashes, on every system."""
    return "/".join(parts) or "."


def legible(text: str) -> str:
    """Write a name for people and models: whatever could hide or deceive, or cannot be sent, becomes its code."""
    if text.isprintable():  # nothing of these categories is
        return text
    return "".join(f"\\u{ord(one):04x}" if _is_deceptive(one) else one for one in text)


def _is_deceptive(character: str) -> bool:
    return unicodedata.category(character) in _DECEPTIVE and character not in _JOINERS


def _refuse_windows_forms(part: str) -> None:
    if _FORBIDDEN_ON_WINDOWS.search(part) or part.endswith((".", " ")) or _RESERVED_ON_WINDOWS.match(part):
        raise WorkspaceError(f"“{legible(part)}” is not a file name that Windows keeps as it is written.")
