"""The workspace as tools use it: list, read, search, write."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from backend.workspace import descriptors, text
from backend.workspace.errors import WorkspaceError
from backend.workspace.folder import Entry, Folder
from backend.workspace.paths import Parts, display, legible, parse, parse_file, parse_new
from backend.workspace.rechecked import RecheckedFolder

MAX_READ_BYTES: Final = 2_000_000
MAX_WRITE_BYTES: Final = 2_000_000
MAX_SEARCHED_FILES: Final = 20_000
MAX_DEPTH: Final = 40
MAX_HIT_CHARS: Final = 240
SKIPPED_IN_SEARCH: Final = frozenset({".git", ".hg", ".svn", "__pycache__", "node_modules", ".venv", ".tox", ".nox"})


@dataclass(frozen=True, slots=True)
class Hit:
    """A line that matches, cut to ``MAX_HIT_CHARS`` around the place; ``line`` counts from 1."""

    path: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search found; ``complete`` is False when a limit ended it."""

    hits: tuple[Hit, ...]
    files_searched: int
    complete: bool


class Workspace:
    """The folder that the user chose. Every path is relative to it; errors are ``WorkspaceError``."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder

    def entries(self, path: str) -> list[Entry]:
        """List a folder: folders first, then by name."""
        return self._sorted(parse(path))

    def read_text(self, path: str) -> str:
        """Read a text file of at most ``MAX_READ_BYTES``."""
        parts = parse_file(path)
        content = self._folder.read(parts, MAX_READ_BYTES + 1)
        if len(content) > MAX_READ_BYTES:
            raise WorkspaceError(
                f"“{legible(display(parts))}” is larger than {MAX_READ_BYTES // 1_000_000} MB: too large to be read."
            )
        decoded = text.decode(content)
        if decoded is None:
            raise WorkspaceError(f"“{legible(display(parts))}” is not a text file.")
        return decoded

    def write_text(self, path: str, content: str, *, may_replace: bool = True) -> bool:
        """Write a text file as UTF-8, wholly or not at all; return whether it is new."""
        encoded = content.encode("utf-8", errors="replace")
        if len(encoded) > MAX_WRITE_BYTES:
            raise WorkspaceError(f"The content is larger than {MAX_WRITE_BYTES // 1_000_000} MB.")
        return self._folder.write(parse_new(path), encoded, may_replace=may_replace)

    def would_replace(self, path: str) -> bool:
        """Whether ``write_text`` would meet something of that name; refuses the paths that it refuses."""
        parts = parse_new(path)
        try:
            return self._folder.exists(parts)
        except WorkspaceError:
            return False  # a folder that is still to be made, or one that the write itself will complain of

    def search(self, needle: str, path: str, max_hits: int, is_stopped: Callable[[], bool]) -> SearchResult:
        """Find the lines that hold ``needle``, letter case aside, in every text file below ``path``.

        Binary files, links, version-control and dependency folders are passed over.
        """
        wanted = needle.casefold()
        hits: list[Hit] = []
        files = 0
        for parts in self._files(parse(path), is_stopped):
            if is_stopped() or files >= MAX_SEARCHED_FILES:
                return SearchResult(tuple(hits), files, complete=False)
            files += 1
            for hit in self._hits(parts, wanted):
                if len(hits) >= max_hits:
                    return SearchResult(tuple(hits), files, complete=False)
                hits.append(hit)
        return SearchResult(tuple(hits), files, complete=not is_stopped())

    def _sorted(self, parts: Parts) -> list[Entry]:
        found = self._folder.entries(parts)
        return sorted(found, key=lambda one: (one.kind != "folder", one.name.casefold(), one.name))

    def _files(self, parts: Parts, is_stopped: Callable[[], bool], depth: int = 0) -> Iterator[Parts]:
        for entry in self._sorted(parts):
            if is_stopped():  # here too: a tree of folders without a file gives the search itself no occasion
                return
            here = (*parts, entry.name)
            if entry.kind == "file":
                yield here
            elif entry.kind == "folder" and entry.name not in SKIPPED_IN_SEARCH and depth < MAX_DEPTH:
                try:
                    yield from self._files(here, is_stopped, depth + 1)
                except WorkspaceError:
                    continue  # a folder that may not be read, or that went away, does not end the search

    def _hits(self, parts: Parts, wanted: str) -> Iterator[Hit]:
        try:
            decoded = text.decode(self._folder.read(parts, MAX_READ_BYTES))
        except WorkspaceError:
            return
        for number, line in enumerate((decoded or "").split("\n"), start=1):
            if (place := line.casefold().find(wanted)) >= 0:
                yield Hit(display(parts), number, _around(line, place))


def _around(line: str, place: int) -> str:
    """Cut a long line to the part that shows the place: a line may have the size of the file."""
    start = max(0, place - MAX_HIT_CHARS // 2) if len(line) > MAX_HIT_CHARS else 0
    end = start + MAX_HIT_CHARS
    return f"{'…' if start else ''}{line[start:end].strip()}{'…' if end < len(line) else ''}"


def open_workspace(path: str | None) -> Workspace:
    """Open the folder of the settings.

    Raises:
        WorkspaceError: none is chosen, or it is not there.
    """
    if not path:
        raise WorkspaceError("No workspace folder is chosen. Choose a folder in the settings, then ask again.")
    root = Path(path)
    if not root.is_dir():
        raise WorkspaceError(
            "The workspace folder of the settings is not there (any more). Choose another folder in the settings."
        )
    return Workspace(descriptors.DescriptorFolder(root) if descriptors.SUPPORTED else RecheckedFolder(root))
