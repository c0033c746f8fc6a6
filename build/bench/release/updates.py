"""What an update fetches: electron-updater's own downloader, on the files of two versions and a server that counts."""

import json
import os
import tempfile
from pathlib import Path
from typing import Any, Final

from build.bench.release.versions import Made
from build.errors import BuildError
from build.feed.artifacts import feed_file
from build.feed.blockmaps import SUFFIX
from build.process import Command, capture
from build.progress import step
from build.workbench import Workbench

PROGRAM: Final = Path(__file__).with_name("fetch.mjs")
SECONDS: Final = 600.0


def fetched(bench: Workbench, old: Made, new: Made) -> dict[str, Any]:
    """Fetch the new version over the old one; what was sent for it, as a sample.

    Raises:
        BuildError: it did not come to the file that a feed would name.
    """
    told = feed_file(new.file)
    with step(f"Fetching {new.file.name} over {old.file.name}"), _web(old.file, new.file) as web:
        plan = {
            "kind": new.file.suffix.removeprefix("."),
            "folder": web,
            "old": str(old.file),
            "oldVersion": old.version,
            "newVersion": new.version,
            "file": {"url": told.url, "sha512": told.sha512, "size": told.size, "blockMapSize": told.block_map_size},
        }
        plan_file = Path(web, "plan.json")
        plan_file.write_text(json.dumps(plan), encoding="utf-8")
        command: Command = [bench.node.node, PROGRAM, plan_file]
        found = json.loads(capture(command, env=bench.environ(), timeout=SECONDS))
    if found["sha512"] != told.sha512:
        raise BuildError("not-measured", f"What was fetched is not {new.file.name}.", "Run it again.")
    return sample_of(found, told.size)


def sample_of(found: dict[str, Any], size: int) -> dict[str, Any]:
    """What counts of it.

    Args:
        found: what was sent of each file, and what electron-updater complained about: where it came to the whole
            file in the end, that is so.
        size: of the new file, in bytes.
    """
    sent = found["sent"].values()
    total = sum(one["bytes"] for one in sent)
    return {
        "fetched_b": total,
        "fetched_share": total / size,
        "requests": sum(one["requests"] for one in sent),
        "complaints": found["complaints"],
    }


def _web(old: Path, new: Path) -> "tempfile.TemporaryDirectory[str]":
    """A folder with what a publisher has: the new file, and the block maps of both where they lie beside the files."""
    folder = tempfile.TemporaryDirectory(prefix="web-", dir=new.parent)
    for file in (new, _beside(new), _beside(old)):
        if file.exists():
            os.link(file, Path(folder.name, file.name))
    return folder


def _beside(file: Path) -> Path:
    return file.with_name(f"{file.name}{SUFFIX}")
