"""Remember which work is done, by the content of what went into it.

A stamp is written last and atomically, and removed before the work begins again: a step that was interrupted leaves
none, and is redone.
"""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from build.paths import ROOT, STAMPS


def content_key(files: Iterable[Path], *, facts: Iterable[str] = ()) -> str:
    """A SHA-256 over files (path below the checkout and content) and other facts that the work depends on."""
    digest = hashlib.sha256()
    for fact in facts:
        digest.update(f"fact:{fact}\n".encode())
    for file in sorted(files):
        name = file.relative_to(ROOT).as_posix() if file.is_relative_to(ROOT) else file.as_posix()
        digest.update(f"file:{name}:{file_hash(file)}\n".encode())
    return digest.hexdigest()


def file_hash(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal; a file that is not there counts as such."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return "absent"


class Stamp:
    """The mark of one piece of work."""

    def __init__(self, name: str, folder: Path = STAMPS) -> None:
        self._path = folder / name

    def matches(self, key: str) -> bool:
        """Whether the work was finished with just these inputs."""
        try:
            return self._path.read_text(encoding="utf-8") == key
        except (OSError, UnicodeDecodeError):
            return False

    def clear(self) -> None:
        """The work begins: it is not done until ``write``."""
        self._path.unlink(missing_ok=True)

    def write(self, key: str) -> None:
        """The work is done with these inputs."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        partial = self._path.with_name(f"{self._path.name}.partial")
        partial.write_text(key, encoding="utf-8")
        partial.replace(self._path)
