"""PyInstaller: what others would ship, for the benchmark and for the proof of the audit; never for the product."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from build.paths import ROOT
from build.process import Command, run_quietly
from build.progress import Step

COLLECTED: Final = ("--collect-submodules", "keyring.backends", "--collect-submodules", "backend")
METADATA: Final = ("keyring", "autogen-core", "autogen-agentchat", "httpx2", "httpcore2", "opentelemetry-api")


@dataclass(frozen=True)
class Frozen:
    """What to make.

    Attributes:
        entry: the program's script.
        name: of the executable.
        data: files, each with the folder inside the bundle that it goes to.
        onefile: one file that unpacks itself at each start, instead of a folder.
    """

    entry: Path
    name: str
    data: Sequence[tuple[Path, str]]
    onefile: bool


def freeze(python: Path, frozen: Frozen, output: Path, step: Step, measure: Callable[[], str]) -> Path:
    """Freeze a program with the usual options of a FastAPI and AutoGen project; the executable.

    Args:
        python: the interpreter of an environment that has PyInstaller and what the program imports.
        frozen: what to make.
        output: a folder for everything that is made: ``dist`` and the work files beside it.
        step: the step that is shown meanwhile.
        measure: how far it is.
    """
    folders: Command = ["--distpath", output / "dist", "--workpath", output / "work", "--specpath", output]
    options: Command = ["--noconfirm", "--clean", "--log-level", "WARN", "--name", frozen.name, "--paths", ROOT]
    metadata = [word for package in METADATA for word in ("--copy-metadata", package)]
    data = [word for source, folder in frozen.data for word in ("--add-data", f"{source}:{folder}")]
    kind = "--onefile" if frozen.onefile else "--onedir"
    command: Command = [*folders, *options, *COLLECTED, *metadata, *data, kind, frozen.entry]
    run_quietly([python, "-m", "PyInstaller", *command], step, measure=measure)
    program = f"{frozen.name}{python.suffix if python.suffix == '.exe' else ''}"
    return output / "dist" / program if frozen.onefile else output / "dist" / frozen.name / program
