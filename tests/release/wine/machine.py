"""A Windows of Wine's for one person, on which programs are installed, started and removed."""

import contextlib
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath

from build.wine.disks import PERSON, in_wine, new_disk

PATIENCE_S = 500
"""Far more than anything takes: an installation takes ten seconds."""

HIVES = {"system.reg": "HKLM", "user.reg": "HKCU"}

Registry = dict[str, dict[str, str]]
"""The keys, and the text of their values by name; a nameless one's name is empty."""


@dataclass(frozen=True)
class Machine:
    """One Windows.

    Attributes:
        name: of its disk.
        folder: with its disk and its registry, as Linux sees it.
        display: the screen that its windows are on.
    """

    name: str
    folder: Path
    display: str

    @property
    def home(self) -> str:
        """The person's folder."""
        return rf"C:\users\{PERSON}"

    def path(self, windows: str) -> Path:
        """Where Linux sees a file or folder of the disk ``C:``."""
        return self.folder / "drive_c" / PureWindowsPath(windows).relative_to("C:\\").as_posix()

    def run(self, *words: str) -> int:
        """Run a Windows program to its end; its exit code."""
        return subprocess.run(self.command("wine", *words), timeout=PATIENCE_S, check=False).returncode

    @contextlib.contextmanager
    def started(self, *words: str) -> Iterator["subprocess.Popen[bytes]"]:
        """A Windows program for a block, from when it says something; its stdin stays open."""
        pipe = subprocess.PIPE
        with subprocess.Popen(self.command("wine", *words), stdin=pipe, stdout=pipe) as process:
            try:
                assert process.stdout is not None
                assert process.stdout.readline(), f"{words[0]} says nothing"
                yield process
            finally:
                process.kill()

    def settle(self) -> None:
        """Wait until every Windows program has ended, and the registry is on the disk."""
        subprocess.run(self.command("wineserver", "--wait"), timeout=PATIENCE_S, check=True)

    def registry(self) -> Registry:
        """All of it, once every program has ended, by ``HKCU\\...`` for the person and ``HKLM\\...`` for everybody."""
        self.settle()
        found: Registry = {}
        for file, hive in HIVES.items():
            values: dict[str, str] = {}
            for line in (self.folder / file).read_text(encoding="utf-8").splitlines():
                if key := re.match(r"\[(.+)\]", line):
                    values = found.setdefault(rf"{hive}\{_plain(key[1])}", {})
                elif value := re.match(r'(?:@|"(.*?)")=(?:str\(2\):)?"(.*)"$', line):
                    values[_plain(value[1] or "")] = _plain(value[2])
        return found

    def files(self) -> set[str]:
        """Everything on the disk but its system's, and what lies in folders for temporary files."""
        disk = self.folder / "drive_c"
        found = {path.relative_to(disk).as_posix() for path in disk.rglob("*")}
        return {path for path in found if not re.match(r"windows/|.*/Temp/", path)}

    def end(self) -> None:
        """End everything, and remove the disk."""
        subprocess.run(self.command("wineserver", "--kill"), timeout=PATIENCE_S, check=False)
        self.settle()
        shutil.rmtree(self.folder)

    def command(self, *words: str) -> list[str]:
        """A command of Wine, as Linux starts it."""
        return in_wine(self.name, words, {"DISPLAY": self.display})


def _plain(text: str) -> str:
    """Text of Wine's registry files (server/registry.c) without its escapes."""

    def meant(escape: re.Match[str]) -> str:
        return chr(int(escape[1], 16)) if escape[1] else escape[2]

    return re.sub(r"\\(?:x([0-9a-f]{1,4})|(.))", meant, text)


@contextlib.contextmanager
def new_machine(name: str, display: str) -> Iterator[Machine]:
    """A machine for a block, on which nothing was ever installed."""
    machine = Machine(name, new_disk(name), display)
    try:
        yield machine
    finally:
        machine.end()
