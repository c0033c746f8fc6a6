"""What a setting may be. Pure, but for a look at the file system."""

import os
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import SplitResult, urlsplit, urlunsplit

from backend.problems import invalid_setting


def normal_base_url(value: str | None) -> str | None:
    """Return the address without what does not belong to it, or None for an empty one.

    Raises:
        ProblemError: ``invalid-setting``.
    """
    text = (value or "").strip()
    if not text:
        return None
    parts = _split(text)
    if parts.scheme not in {"http", "https"}:
        raise _bad_address("It must begin with http:// or https://, such as https://api.example.com/v1.")
    if parts.username is not None or parts.password is not None:
        raise _bad_address("It must not hold a user name or a password. Put the key into its own field.")
    if not parts.hostname:
        raise _bad_address("It must name a server, such as https://api.example.com/v1.")
    if parts.query or parts.fragment:
        raise _bad_address("It must not hold '?' or '#': leave out what follows them.")
    return urlunsplit((parts.scheme, parts.netloc.lower(), parts.path.rstrip("/"), "", ""))


def usable_workspace(value: str | None, own_folders: Iterable[Path] = ()) -> str | None:
    """Return the folder, or None for an empty one. Blocks on the file system.

    Args:
        value: a path.
        own_folders: where the program keeps what is no business of agents. One that holds them is the user's choice:
            such as the home folder.

    Raises:
        ProblemError: ``invalid-setting``.
    """
    if not value:
        return None
    folder = Path(value)
    if not folder.is_absolute():
        raise _bad_folder("It must be a whole path, from the root or the drive on.")
    try:
        is_folder = folder.is_dir()
    except (OSError, ValueError):
        is_folder = False
    if not is_folder:
        raise _bad_folder("There is no such folder, or it cannot be read. Choose one that exists.")
    if any(_is_within(folder, own) for own in own_folders):
        raise _bad_folder("The program keeps its conversations and logs there. Choose another folder.")
    return str(folder)


def _is_within(inner: Path, outer: Path) -> bool:
    """By what is on the disk: links and letter case give one folder many names."""
    try:
        status, real = outer.stat(), inner.resolve()
        return any(os.path.samestat(one.stat(), status) for one in (real, *real.parents))
    except OSError:
        return False


def _split(text: str) -> SplitResult:
    if any(character.isspace() or not character.isprintable() for character in text):
        raise _bad_address("It must not hold spaces.")
    try:
        parts = urlsplit(text)
        # Reading the port checks it.
        _ = parts.port
    except ValueError as error:
        raise _bad_address("It is not an address. An example: https://api.example.com/v1.") from error
    return parts


def _bad_address(reason: str) -> Exception:
    return invalid_setting("base_url", reason)


def _bad_folder(reason: str) -> Exception:
    return invalid_setting("workspace", reason)
