"""Reads the layout of a window out of a `.DS_Store`, as JSON. Runs in the release's environment."""

import json
import plistlib
import sys

from ds_store import DSStore
from mac_alias import Alias

with DSStore.open(sys.argv[1], "r") as store:
    icons = store["."]["icvp"]
    icons = icons if isinstance(icons, dict) else plistlib.loads(icons)
    window = store["."]["bwsp"]
    window = window if isinstance(window, dict) else plistlib.loads(window)
    told = {
        "bounds": window["WindowBounds"],
        "icon": icons["iconSize"],
        "picture": Alias.from_bytes(icons["backgroundImageAlias"]).target.posix_path,
        "places": {entry.filename: list(entry.value) for entry in store if entry.code == b"Iloc"},
    }
sys.stdout.write(json.dumps(told, default=lambda value: value.decode()))
