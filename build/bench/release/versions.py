"""The artifacts of the versions, made in the clone and kept: what is there of a commit is not made again."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from build.bench.release.clone import FOLDER, Clone
from build.bench.release.subjects import Making
from build.errors import BuildError
from build.tools import git


@dataclass(frozen=True)
class Made:
    """One artifact.

    Attributes:
        file: where it lies; its block map lies beside it, if it has one there.
        version: its number.
        seconds: how long it took to make it of the packed app.
    """

    file: Path
    version: str
    seconds: float


def make(clone: Clone, making: Making, folder: Path = FOLDER) -> dict[str, Made]:
    """Make what is wanted of one version for one machine; by electron-builder's names.

    Raises:
        BuildError: it could not be made.
    """
    place = folder / making.version / making.target
    commit = git.head(clone.source)
    known = _known(place, commit)
    missing = [kind for kind in making.kinds if kind not in known]
    if missing:
        known |= _make(clone, making.version, making.target, missing, place)
        (place / "made.json").write_text(json.dumps({"commit": commit, "made": known}), encoding="utf-8")
    return {
        kind: Made(place / known[kind]["file"], known[kind]["version"], known[kind]["made_s"]) for kind in making.kinds
    }


def _known(place: Path, commit: str) -> dict[str, Any]:
    """What was made of this commit; of another one nothing is left."""
    try:
        told = json.loads((place / "made.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        told = {}
    if told.get("commit") == commit:
        return dict(told["made"])
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    return {}


def _make(clone: Clone, version: str, target: str, kinds: list[str], place: Path) -> dict[str, Any]:
    number = clone.become(version)
    title = f"Making {', '.join(kinds)} of {version} for {target}"
    clone.run(title, "build.bench.release.making", place, target, *kinds)
    try:
        made = json.loads((place / f"{target}.json").read_text(encoding="utf-8"))
    except OSError as error:
        raise BuildError("not-measured", f"{title} left nothing behind.", "Run it again.") from error
    return {kind: {**made[kind], "version": number} for kind in kinds}
