"""Make every variant ready, and tell what is known of it without starting it."""

import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from build.audit.gate import audit_command
from build.bench.compiled.compiling import compile_seconds
from build.bench.compiled.known import Build
from build.bench.compiled.plan import Variant
from build.bench.compiled.variants import EAGER_ENTRY, TITLES, program, source
from build.bench.snapshot import snapshot
from build.compile.build import compile_backend
from build.environment.bench_env import prepare_bench
from build.errors import BuildError
from build.frozen import ENTRY, frozen_backend, seconds_of_freezing
from build.paths import WORK
from build.process import started
from build.progress import step
from build.workbench import Workbench

AUDITS: Final = WORK / "bench-audits"
SOURCE: Final = Build(recovered="all: it is the source")

_SOURCES: Final[Mapping[str, tuple[str, ...]]] = {
    "cpython-eager": ("-m", "build.bench.entries.eager"),
    "cpython": ("-m", "backend"),
}
_FROZEN: Final[Mapping[str, tuple[Path, bool]]] = {
    "pyinstaller-onedir": (EAGER_ENTRY, False),
    "pyinstaller-onefile": (EAGER_ENTRY, True),
    "pyinstaller-ours": (ENTRY, False),
}
"""The entry, and whether it is one file."""


@dataclass(frozen=True)
class Made:
    """A variant that is ready to be measured."""

    variant: Variant
    build: Build


def make(bench: Workbench, wanted: list[str]) -> list[Made]:
    """Make the variants, in the order in which they are wanted; what is there already takes no time.

    Raises:
        BuildError: one of them cannot be made; the error says why.
    """
    sources = [key for key in wanted if key in _SOURCES]
    python, folder = (prepare_bench(), snapshot()) if sources else (Path(), Path())
    made = {key: Made(source(key, python, folder, _SOURCES[key]), SOURCE) for key in sources}
    for key in wanted:
        if key in _FROZEN:
            made[key] = _frozen(bench, key, *_FROZEN[key])
        elif key not in _SOURCES:
            made[key] = _compiled(bench, key)
    return [made[key] for key in wanted]


def recovered_text(recovered: Mapping[str, Any]) -> str:
    """What the audit could read out of a build, for the table."""
    return (
        f"{recovered['modules']} of {recovered['of']} modules, "
        f"{recovered['prompts']} of {recovered['prompts_of']} prompts"
    )


def _frozen(bench: Workbench, key: str, entry: Path, onefile: bool) -> Made:
    executable = frozen_backend(onefile=onefile, entry=entry)
    payload = executable if onefile else executable.parent
    seconds = seconds_of_freezing(onefile=onefile, entry=entry)
    return Made(program(key, executable, payload), Build(build_cold=seconds, recovered=_recovered(bench, key, payload)))


def _compiled(bench: Workbench, key: str) -> Made:
    result = compile_backend(bench)
    cold, warm = compile_seconds(result.report["inputs"])
    return Made(
        program(key, result.executable, result.folder),
        Build(build_cold=cold, build_warm=warm, recovered=_recovered(bench, key, result.folder)),
    )


def _recovered(bench: Workbench, key: str, payload: Path) -> str:
    report = AUDITS / f"{key}.json"
    report.unlink(missing_ok=True)
    with (
        step(f"Auditing {TITLES[key]}"),
        started(audit_command(bench, payload, report), env=bench.environ(), output=subprocess.DEVNULL) as process,
    ):
        process.wait()
    if not report.exists():
        raise BuildError(
            "audit-failed", f"The audit of {TITLES[key]} gave no report.", f"Run `nox -s audit -- {payload}`."
        )
    return recovered_text(json.loads(report.read_text(encoding="utf-8"))["recovered"])
