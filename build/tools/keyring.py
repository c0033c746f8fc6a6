"""gnome-keyring on a D-Bus session of its own: a real keychain for the tests, and never the person's own.

Runs also as a program, inside the session: ``python -m build.tools.keyring COMMAND ...`` unlocks a new keychain (its
place is below HOME, which the caller has made temporary), then becomes the command.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from build.process import Command, as_strings


def available() -> bool:
    """Whether such a session can be made on this machine."""
    return all(shutil.which(program) for program in ("dbus-run-session", "gnome-keyring-daemon"))


def in_session(command: Command) -> list[str]:
    """The command, wrapped so that it runs with a keychain that is open; the session ends with it."""
    return ["dbus-run-session", "--", sys.executable, "-m", "build.tools.keyring", *as_strings(command)]


@contextmanager
def private_home() -> Iterator[dict[str, str]]:
    """An empty home and run-time directory, as environment variables; both go when the block is left."""
    with TemporaryDirectory(prefix="home-", ignore_cleanup_errors=True) as folder:
        runtime = Path(folder, "run")
        runtime.mkdir(mode=0o700)
        places = {f"XDG_{kind.upper()}_HOME": f"{folder}/{kind}" for kind in ("cache", "config", "data", "state")}
        yield {"HOME": folder, "XDG_RUNTIME_DIR": str(runtime), "XDG_CURRENT_DESKTOP": "GNOME", **places}


def _unlock() -> dict[str, str]:
    """Start the daemon, which goes to the background once the keychain is open; what it adds to the environment."""
    result = subprocess.run(
        ["gnome-keyring-daemon", "--unlock", "--components=secrets"],
        input=b"\n",
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    lines = result.stdout.decode().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)


if __name__ == "__main__":
    program, *arguments = sys.argv[1:]
    os.execvpe(program, [program, *arguments], {**os.environ, **_unlock()})  # noqa: S606 - the point of this program
