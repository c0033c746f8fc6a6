"""The hash-locked requirements: universal (every platform in one file), and marked with what they were made from."""

import hashlib
import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from build.paths import PYPROJECT, REQUIREMENTS, ROOT
from build.progress import Step
from build.tools import uv

MARK: Final = "# pyproject-sha256: "
HEADER: Final = "# Made by `nox -s lock` from pyproject.toml: change the tables there, never this file.\n"
OLDEST_PYTHON: Final = "3.11"


@dataclass(frozen=True)
class Lock:
    """One lock: its file, and the tables of pyproject.toml that go into it."""

    file: Path
    project: bool
    groups: tuple[str, ...]


LOCKS: Final = (
    Lock(REQUIREMENTS / "attacks.lock", project=False, groups=("attacks",)),
    Lock(REQUIREMENTS / "backend.lock", project=True, groups=()),
    Lock(REQUIREMENTS / "compile.lock", project=True, groups=("compile",)),
    Lock(REQUIREMENTS / "dev.lock", project=True, groups=("dev",)),
    Lock(REQUIREMENTS / "freeze.lock", project=True, groups=("freeze",)),
    Lock(REQUIREMENTS / "node.lock", project=False, groups=("node",)),
    Lock(REQUIREMENTS / "nox.lock", project=False, groups=("nox",)),
    Lock(REQUIREMENTS / "release.lock", project=False, groups=("release",)),
)


def requirements_of(lock: Lock, pyproject: dict[str, Any]) -> list[str]:
    """What pyproject.toml asks for on behalf of a lock, groups inside groups included (PEP 735)."""
    groups = pyproject["dependency-groups"]

    def of_group(name: str) -> list[str]:
        return [
            requirement
            for entry in groups[name]
            for requirement in (of_group(entry["include-group"]) if isinstance(entry, dict) else [entry])
        ]

    project = pyproject["project"]["dependencies"] if lock.project else []
    return sorted({*project, *(requirement for group in lock.groups for requirement in of_group(group))})


def current_hash(lock: Lock, pyproject: dict[str, Any] | None = None) -> str:
    """A SHA-256 of what pyproject.toml asks for on behalf of a lock, whatever its layout."""
    tables = pyproject or tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))
    return hashlib.sha256(json.dumps(requirements_of(lock, tables)).encode()).hexdigest()


def recorded_hash(lock: Lock) -> str | None:
    """The hash of the tables that a lock was made from."""
    lines = lock.file.read_text(encoding="utf-8").splitlines()
    return next((line.removeprefix(MARK) for line in lines if line.startswith(MARK)), None)


def refresh(lock: Lock, program: Path, step: Step, *, upgrade: bool) -> None:
    """Resolve a lock anew; the old file stays as it is until the new one is whole."""
    partial = lock.file.with_suffix(".partial")
    if lock.file.exists():
        partial.write_bytes(lock.file.read_bytes())
    sources: list[str | Path] = [PYPROJECT.relative_to(ROOT)] if lock.project else []
    groups = [word for group in lock.groups for word in ("--group", group)]
    options = ["--upgrade"] if upgrade else []
    uv.compile_lock(program, [*sources, *groups, *options, "--python-version", OLDEST_PYTHON, "-o", partial], step)
    body = "".join(line for line in partial.open(encoding="utf-8") if not line.startswith("#"))
    partial.write_text(f"{HEADER}{MARK}{current_hash(lock)}\n{body}", encoding="utf-8", newline="\n")
    partial.replace(lock.file)
