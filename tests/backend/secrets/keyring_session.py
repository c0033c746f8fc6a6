"""Runs a program of a test in a session of its own: a real D-Bus, a real GNOME keyring, a home of its own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
NEEDED = ("dbus-run-session", "gnome-keyring-daemon")


def needs_keyring() -> None:
    """Skip, saying what is missing, where there is no GNOME keyring to test with."""
    missing = [program for program in NEEDED if shutil.which(program) is None]
    if missing:
        pytest.skip(f"{' and '.join(missing)} not installed: apt-get install dbus gnome-keyring")


def run_python(code: str, home: Path, **environment: str) -> str:
    """Run code in a Python without a session bus, and return what it prints."""
    return _run([sys.executable, "-W", "error", "-c", code], home, environment)


def in_keyring_session(command: list[str], home: Path, *, is_unlocked: bool = True) -> tuple[list[str], dict[str, str]]:
    """Wrap a command so that it has a session bus and a keyring; return also the environment for it."""
    runtime = home / "run"
    runtime.mkdir(mode=0o700, parents=True, exist_ok=True)
    unlock = "printf secret | gnome-keyring-daemon --unlock --components=secrets --daemonize >/dev/null"
    start = unlock if is_unlocked else "gnome-keyring-daemon --start --components=secrets >/dev/null"
    environ = {"HOME": str(home), "XDG_RUNTIME_DIR": str(runtime), "XDG_CURRENT_DESKTOP": "GNOME"}
    places = {f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in ("CACHE", "CONFIG", "DATA", "STATE")}
    return ["dbus-run-session", "--", "sh", "-c", f'{start} && exec "$@"', "sh", *command], environ | places


def run_python_with_keyring(code: str, home: Path, *, is_unlocked: bool = True) -> str:
    """Run code in a Python with a session bus and a keyring, empty and unlocked, or locked."""
    script = home / "program.py"
    script.write_text(code)
    unlock = "printf secret | gnome-keyring-daemon --unlock --components=secrets --daemonize >/dev/null"
    start = unlock if is_unlocked else "gnome-keyring-daemon --start --components=secrets >/dev/null"
    return _run(["dbus-run-session", "--", "sh", "-c", f'{start} && exec "{sys.executable}" "{script}"'], home, {})


def _run(command: list[str], home: Path, environment: dict[str, str]) -> str:
    runtime = home / "run"
    runtime.mkdir(mode=0o700, exist_ok=True)
    own = {"HOME": str(home), "XDG_RUNTIME_DIR": str(runtime), "XDG_CURRENT_DESKTOP": "GNOME", "PYTHONPATH": str(ROOT)}
    dropped = ("DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY", "XDG_DATA_HOME", "XDG_CONFIG_HOME")
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    done = subprocess.run(
        command, env=kept | own | environment, capture_output=True, text=True, check=False, timeout=60, cwd=home
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
