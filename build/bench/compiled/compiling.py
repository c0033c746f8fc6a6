"""How long it takes to compile the backend: from nothing, and again with full caches."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

from build.compile.build import CompileResult, compile_program
from build.compile.places import Places
from build.paths import ROOT, WORK

FOLDER: Final = WORK / "bench-compile"


def compile_seconds(
    inputs: str, folder: Path = FOLDER, run: Callable[[Places], CompileResult] = compile_program
) -> tuple[float, float]:
    """Seconds of a compilation with empty caches and of one right after it, in a folder of their own.

    They are remembered, so that the same inputs are not compiled for it again.

    Args:
        inputs: the key of everything that goes into the program, as the compile report tells it.
        folder: for the caches and what is made.
        run: compiles.
    """
    remembered = folder / "seconds.json"
    try:
        known = json.loads(remembered.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        known = {}
    if known.get("inputs") != inputs:
        shutil.rmtree(folder, ignore_errors=True)
        places = Places(ROOT, folder / "backend", folder / "work", folder / "cache")
        cold = run(places).report["seconds"]["all"]
        shutil.rmtree(places.work)
        warm = run(places).report["seconds"]["all"]
        known = {"inputs": inputs, "cold": cold, "warm": warm}
        remembered.write_text(json.dumps(known), encoding="utf-8")
    return float(known["cold"]), float(known["warm"])
