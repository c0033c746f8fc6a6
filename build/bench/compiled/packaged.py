"""The packed app, from the moment when a person starts it: a window, an agent that is ready, the first word."""

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from build.bench.app import scripts
from build.bench.app.running import running


def prepare_profile(command: Sequence[str], profile: Path, home: Path) -> None:
    """Let the app make itself at home in a new profile, as it is when it was started before."""
    profile.mkdir()
    _moments(command, profile, home)


def start_app(command: Sequence[str], profile: Path, home: Path) -> dict[str, Any]:
    """Seconds from the spawn of the app to its first painted content, to ready, and to the first word of an answer.

    Args:
        command: the program, as somebody without privileges.
        profile: a profile that was in use before; it is copied.
        home: a folder for the copy, and the app's home.
    """
    with tempfile.TemporaryDirectory(prefix="profile-", dir=home) as folder:
        used = Path(folder, "profile")
        shutil.copytree(profile, used, symlinks=True)
        return _moments(command, used, home)


def _moments(command: Sequence[str], profile: Path, home: Path) -> dict[str, Any]:
    with running(command, profile, home) as app:
        window = app.page.value(scripts.PAINTED)["contentful"]
        moments = {
            "window": window,
            "ready": app.page.value(scripts.READY),
            "token": app.page.value(scripts.FIRST_WORD),
        }
        return {f"app_{name}_s": moment / 1e3 - app.begun for name, moment in moments.items()}
