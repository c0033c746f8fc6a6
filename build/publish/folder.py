"""Publish to a folder: of a web server, a mounted disk, or one that another program carries on."""

import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from build.errors import BuildError
from build.publish.meanwhile import PublishedMeanwhileError
from build.stamps import file_hash

FOR_ALL_TO_READ: Final = 0o644
FOR_ALL_TO_ENTER: Final = 0o755


@dataclass(frozen=True)
class FolderPlace:
    """A folder; the first file that is put there makes it."""

    folder: Path

    @property
    def name(self) -> str:
        """The place, as a person would name it."""
        return str(self.folder)

    def read(self, name: str, largest: int) -> bytes | None:
        """A small file; None where it is not there."""
        try:
            with (self.folder / name).open("rb") as file:
                data = file.read(largest + 1)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise BuildError(
                "published-unreadable", f"{name} in {self.name} cannot be read: {error}.", "See to the folder."
            ) from error
        if len(data) > largest:
            raise BuildError(
                "published-too-large",
                f"{name} in {self.name} has more than {largest} bytes.",
                "Look at what lies there: no feed is that large.",
            )
        return data

    def sha256(self, name: str) -> str | None:
        """The sum of a file's bytes as they lie there."""
        file = self.folder / name
        return file_hash(file) if file.exists() else None

    def put(self, file: Path, name: str, over: str | None) -> None:
        """Copy under another name, see to it that the disk has it, compare, and rename."""
        partial = self.folder / f".{name}.partial"
        try:
            _make_readable(self.folder)
            with file.open("rb") as source, partial.open("wb") as target:
                shutil.copyfileobj(source, target, 1024 * 1024)
                target.flush()
                os.fsync(target.fileno())
            if file_hash(partial) != file_hash(file):
                raise _arrived_changed(name, self.name)
            partial.chmod(FOR_ALL_TO_READ)
            if self.sha256(name) not in {over, file_hash(file)}:
                raise PublishedMeanwhileError(name, self.name)
            partial.replace(self.folder / name)
        except OSError as error:
            raise BuildError(
                "not-published",
                f"{name} could not be put into {self.name}: {error}.",
                "See to the folder, then publish again: what is there already is not sent twice.",
            ) from error
        finally:
            with suppress(OSError):
                partial.unlink(missing_ok=True)


def _make_readable(folder: Path) -> None:
    """Make the folders that are missing, for a web server to enter whatever the umask of who keeps keys."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for one in missing:
        one.chmod(FOR_ALL_TO_ENTER)


def _arrived_changed(name: str, place: str) -> BuildError:
    return BuildError(
        "arrived-changed",
        f"{name} arrived in {place} with other bytes than it left with.",
        "Look after the disk or the network, then publish again.",
    )
