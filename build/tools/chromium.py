"""Chromium: the browser from which hostile pages attack the backend."""

import shutil
from typing import Final

NAMES: Final = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def find() -> str | None:
    """The browser on this machine, by whatever name."""
    return next((found for found in map(shutil.which, NAMES) if found), None)
