"""Whether the same inputs give the same bytes: a second build elsewhere, compared file by file, section by section."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from build.compile import report
from build.compile.build import CompileResult, compile_program
from build.compile.places import Places
from build.compile.settings import OWN_PACKAGE, read_settings
from build.paths import PYPROJECT, ROOT
from build.tools import elf


def check_reproducible(first: CompileResult) -> list[str]:
    """Compile this checkout again, in another folder, environment and all, with an empty cache; what differs, in words.

    The report of the first build gets the outcome.
    """
    with tempfile.TemporaryDirectory(prefix="another place, with a longer name ") as folder:
        source = Path(folder) / "checkout"
        copy_inputs(ROOT, source)
        places = [source / "dist" / "backend", source / "work", source / "cache", source / "other-compile"]
        second = compile_program(Places(source, *places))
        found = list(differences(first, second))
    outcome: dict[str, Any] = {"reproduced": not found, "differences": found, "inputs": second.report["inputs"]}
    report.write(first.folder.with_name("compile-report.json"), {**first.report, "reproducibility": outcome})
    return found


def copy_inputs(source: Path, target: Path) -> None:
    """Copy what a compilation reads of a checkout."""
    settings = read_settings(source / PYPROJECT.name)
    ignored = shutil.ignore_patterns("__pycache__")
    names = [OWN_PACKAGE, *settings.plugins, *settings.packages, *(entry.source for entry in settings.data)]
    for name in [*names, PYPROJECT.name, "product.json"]:
        origin, copy = source / name, target / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        if origin.is_dir():
            shutil.copytree(origin, copy, ignore=ignored)
        elif origin.is_file():
            shutil.copyfile(origin, copy)


def differences(first: CompileResult, second: CompileResult) -> Iterator[str]:
    """Yield what differs between two builds: inputs, files, and inside of a file the sections."""
    if first.report["inputs"] != second.report["inputs"]:
        yield "the inputs: the checkout, the environment or the tools changed between the two builds"
    one, other = report.files_of(first.folder), report.files_of(second.folder)
    for name in sorted(one.keys() | other.keys()):
        if name not in one or name not in other:
            yield f"{name}: only in the {'first' if name in one else 'second'} build"
        elif one[name] != other[name]:
            yield f"{name}: {_where(first.folder / name, second.folder / name)}"


def _where(one: Path, other: Path) -> str:
    sections, others = elf.sections(one), elf.sections(other)
    named = [name for name in sorted(sections.keys() | others.keys()) if sections.get(name) != others.get(name)]
    position = _first_difference(one.read_bytes(), other.read_bytes())
    return f"from byte {position} on" + (f", in {', '.join(named)}" if named else "")


def _first_difference(one: bytes, other: bytes) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (left, right) in pairs if left != right), min(len(one), len(other)))
