"""Whether the compile environment holds what the lock and the settings ask for."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from build import locks
from build.compile.settings import TABLE, Settings
from build.environment.compile_env import ENV, LOCK
from build.errors import BuildError
from build.process import capture_filter


@dataclass(frozen=True)
class Environment:
    """What there is to compile with.

    Attributes:
        python: the interpreter.
        base: the prefix of the Python beneath, whose path must not get into the product.
        versions: of the distributions, by normalised name.
        folders: of the packages that are compiled to C.
    """

    python: Path
    base: Path
    versions: Mapping[str, str]
    folders: Mapping[str, Path]


def examine(python: Path, source: Path, settings: Settings) -> Environment:
    """Look into the environment, and refuse what would fail later or silently change the product.

    Raises:
        BuildError: ``lock-stale``, ``environment-differs``, ``compile-settings``.
    """
    _refuse_stale_lock()
    hidden = [name.removesuffix(".*") for name in settings.modules]
    tops = [name.partition(".")[0] for name in settings.exclude]
    asked = [*settings.own, *settings.compiled, *hidden, *tops]
    # `-P`: the checkout must not stand before the folders that are searched here.
    answer = capture_filter(
        [python, "-P", Path(__file__).with_name("installed.py")],
        json.dumps({"folders": [str(source)], "modules": sorted(set(asked))}),
    )
    found = json.loads(answer)
    versions: dict[str, str] = found["distributions"]
    _refuse_other_versions(versions)
    missing = [*found["missing"], *(name for name in settings.own if name not in found["packages"])]
    missing += [name for name in settings.metadata if normalised(name) not in versions]
    if missing:
        raise BuildError(
            "compile-settings",
            f"[{TABLE}] names what is not there: {', '.join(sorted(set(missing)))}.",
            "Correct the name, put the package into the checkout, or add it to the dependencies and run `nox -s lock`.",
        )
    return Environment(
        python,
        Path(found["base"]),
        versions,
        {name: Path(found["packages"][name]) for name in settings.own},
    )


def normalised(name: str) -> str:
    """A distribution's name as PEP 503 compares them."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(lock: str) -> dict[str, str]:
    """Version by name, of every package that a lock names."""
    return {match[1]: match[2] for match in re.finditer(r"^([a-z0-9][a-z0-9.-]*)==([^ ;\\]+)", lock, re.MULTILINE)}


def _refuse_stale_lock() -> None:
    lock = next(one for one in locks.LOCKS if one.file == LOCK)
    if locks.recorded_hash(lock) != locks.current_hash(lock):
        raise BuildError(
            "lock-stale",
            f"The dependencies in pyproject.toml changed since {LOCK.name} was made.",
            "Run `nox -s lock`, then compile again.",
        )


def _refuse_other_versions(versions: Mapping[str, str]) -> None:
    pinned = {normalised(name): version for name, version in pins(LOCK.read_text(encoding="utf-8")).items()}
    differing = [
        f"{name} {versions[name]} instead of {pinned[name]}"
        for name in sorted(pinned.keys() & versions.keys())
        if versions[name] != pinned[name]
    ]
    # pip may be there where pip made the environment; nothing of it is compiled.
    differing += [f"{name}, which the lock does not have" for name in sorted(versions.keys() - pinned.keys() - {"pip"})]
    if differing:
        raise BuildError(
            "environment-differs",
            f"The compile environment is not what {LOCK.name} says: {'; '.join(differing[:5])}.",
            f"Remove {ENV}, then compile again: it is made anew.",
        )
