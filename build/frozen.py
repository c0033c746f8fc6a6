"""The backend as PyInstaller would ship it: made once for each content, kept under `.nox/freeze-builds`."""

import json
import shutil
import sys
import time
from pathlib import Path
from typing import Final

from build.environment.freeze_env import LOCK, prepare_freeze
from build.files import folder_size
from build.paths import ROOT, WORK
from build.progress import megabytes, step
from build.stamps import Stamp, content_key
from build.tools import pyinstaller

BUILDS: Final = WORK / "freeze-builds"
BACKEND: Final = ROOT / "backend"
ENTRY: Final = BACKEND / "__main__.py"
SECONDS: Final = "seconds"


def frozen_backend(*, onefile: bool, entry: Path = ENTRY) -> Path:
    """Freeze the backend if its content has changed since it was last done; the executable.

    Args:
        onefile: one file that unpacks itself, or a folder.
        entry: another script to start it with.

    Raises:
        BuildError: PyInstaller cannot be had, or failed.
    """
    output = _output(entry, onefile=onefile)
    product = ROOT / "product.json"
    executable = str(json.loads(product.read_text(encoding="utf-8"))["backendExecutable"])
    key = content_key([*sources(BACKEND), entry, product, LOCK, Path(pyinstaller.__file__)], facts=[sys.version])
    stamp, marker = Stamp(f"frozen-{output.name}"), output / "executable"
    if stamp.matches(key) and marker.is_file() and (output / SECONDS).is_file():
        return Path(marker.read_text(encoding="utf-8"))
    stamp.clear()
    python = prepare_freeze()
    shutil.rmtree(output, ignore_errors=True)
    output.mkdir(parents=True)
    data = [(product, "backend"), *((file, _folder(file)) for file in sources(BACKEND) if file.suffix != ".py")]
    begun = time.monotonic()
    with step(f"Freezing the backend with PyInstaller ({'onefile' if onefile else 'onedir'})") as current:
        frozen = pyinstaller.Frozen(entry, executable, data, onefile)
        program = pyinstaller.freeze(
            python, frozen, output, current, lambda: f"{megabytes(folder_size(output))} written"
        )
    (output / SECONDS).write_text(f"{time.monotonic() - begun:.1f}", encoding="utf-8")
    marker.write_text(str(program), encoding="utf-8")
    stamp.write(key)
    return program


def seconds_of_freezing(*, onefile: bool, entry: Path = ENTRY) -> float:
    """How long it took to make what ``frozen_backend`` gives."""
    return float((_output(entry, onefile=onefile) / SECONDS).read_text(encoding="utf-8"))


def sources(package: Path) -> list[Path]:
    """Every file of a package but what Python itself made of it."""
    return sorted(path for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts)


def _output(entry: Path, *, onefile: bool) -> Path:
    return BUILDS / f"{entry.parent.name}-{entry.stem.strip('_')}-{'onefile' if onefile else 'onedir'}"


def _folder(file: Path) -> str:
    return file.parent.relative_to(ROOT).as_posix()
