"""A root of its own for rpm: packages are installed there, and their scripts run there, beside the machine's own."""

import re
import shutil
import subprocess
from pathlib import Path

from tests.release.artifacts import COMMAND_S

PROGRAMS = ("sh", "cat", "chmod", "cp", "rm")
"""What the scripts may count on."""

STAND_INS = ("apparmor_parser", "update-desktop-database")
"""What a desktop's machine has; in their place lie programs that write down how they were called."""

FOLDERS = ("dev", "etc/apparmor.d", "proc", "usr/bin", "var/tmp")
MOUNT_AND_RUN = 'mount --rbind /proc "$0/proc" && mount --bind /dev/null "$0/dev/null" && exec "$@"'


class RpmRoot:
    """A root; made in an empty folder.

    Attributes:
        folder: as the machine sees it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in FOLDERS:
            (folder / name).mkdir(parents=True)
        (folder / "bin").symlink_to("usr/bin")
        (folder / "dev" / "null").touch()
        for name in PROGRAMS:
            self._copy(name)
        for name in STAND_INS:
            program = folder / "usr" / "bin" / name
            program.write_text(f'#!/bin/sh\necho "{name} $*" >>/calls\n', encoding="utf-8")
            program.chmod(0o755)

    def rpm(self, *arguments: str | Path) -> str:
        """Run rpm on it; what it says.

        Raises:
            AssertionError: it failed, or one of the package's scripts did.
        """
        within = ["unshare", "--mount", "sh", "-c", MOUNT_AND_RUN, self.folder]
        command = [*within, "rpm", "--root", self.folder, "--nodeps", *arguments]
        done = subprocess.run(
            [str(part) for part in command], capture_output=True, text=True, timeout=COMMAND_S, check=False
        )
        # Of a script that failed it only warns.
        assert done.returncode == 0, done.stdout + done.stderr
        assert "scriptlet failed" not in done.stderr, done.stderr
        return done.stdout

    def calls(self) -> list[str]:
        """How the stand-ins were called since this was asked last."""
        file = self.folder / "calls"
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        file.unlink(missing_ok=True)
        return lines

    def _copy(self, name: str) -> None:
        """Put a program of the machine there, with the libraries that it is linked with."""
        program = shutil.which(name)
        assert program, f"{name} is not on this machine"
        shutil.copy(program, self.folder / "usr" / "bin" / name)
        linked = subprocess.run(["ldd", program], capture_output=True, text=True, check=True).stdout
        for library in re.findall(r"(/\S+) \(0x", linked):
            place = self.folder / library[1:]
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(library, place)
