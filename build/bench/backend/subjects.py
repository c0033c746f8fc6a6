"""What is measured: our backend, and the simplest programs that do a part of what it does."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from build.bench.snapshot import snapshot
from build.compile.build import compile_backend
from build.environment.bench_env import prepare_bench
from build.workbench import Workbench

SOURCE: Final = "source"
COMPILED: Final = "compiled"
EAGER: Final = "eager"
PYTHON: Final = "python"
UVICORN: Final = "uvicorn"
WEBSOCKETS: Final = "websockets"
NAIVE: Final = "naive"

TITLES: Final = {
    SOURCE: "ours, from source",
    COMPILED: "ours, compiled",
    EAGER: "ours, importing everything first",
    PYTHON: "`python -c pass`",
    UVICORN: "bare uvicorn and starlette",
    WEBSOCKETS: "bare `websockets`",
    NAIVE: "naive FastAPI handler",
}
"""In the order of the columns."""

OURS: Final = frozenset({SOURCE, COMPILED})
ENTRIES: Final[Mapping[str, Sequence[str]]] = {
    SOURCE: ("-m", "backend"),
    EAGER: ("-m", "build.bench.entries.eager"),
    PYTHON: ("-c", "pass"),
    UVICORN: ("-m", "build.bench.entries.bare_uvicorn"),
    WEBSOCKETS: ("-m", "build.bench.entries.bare_websockets"),
    NAIVE: ("-m", "build.bench.entries.naive_fastapi"),
}


def commands(bench: Workbench, wanted: Sequence[str]) -> tuple[dict[str, list[str]], Path]:
    """How each is started, and the folder where: all from source in one environment that holds what the backend needs.

    Raises:
        BuildError: the environment or the compiled backend cannot be made.
    """
    python, folder = prepare_bench(), snapshot()
    made = {key: [str(python), *ENTRIES[key]] for key in wanted if key in ENTRIES}
    if COMPILED in wanted:
        made[COMPILED] = [str(compile_backend(bench).executable)]
    return {key: made[key] for key in wanted}, folder
