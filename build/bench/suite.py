"""The comparison from its beginning to its end: make the variants, measure them, and write down what was found."""

import json
import tempfile
import time
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

from build.bench import documents, plot, report
from build.bench.apps import make_apps
from build.bench.builds import make
from build.bench.plan import Plan
from build.bench.results import Build, Results, as_json, results_of
from build.bench.variants import APPS, TITLES
from build.display import display_environ
from build.errors import BuildError
from build.process import Command, run_visibly
from build.workbench import Workbench

FIGURES = "compiled.json"
PLOT = "compiled.svg"


def compare(bench: Workbench, wanted: list[str], rounds: int, output: Path) -> Results:
    """Measure the variants and packed apps, and write figures, samples and plot into a folder.

    Args:
        bench: the prepared checkout.
        wanted: the keys of the variants and apps.
        rounds: how many rounds count.
        output: made if it is not there.

    Raises:
        BuildError: a variant could not be made, or did not run.
    """
    made = make(bench, [key for key in TITLES if key in wanted])
    apps = make_apps(bench, [key for key in APPS if key in wanted])
    output.mkdir(parents=True, exist_ok=True)
    plan = Plan(rounds, int(time.time()), [one.variant for one in made], apps)
    measured = _measured(bench, plan)
    builds = {one.variant.key: _with_sizes(one.build, measured["sizes"].get(one.variant.key, {})) for one in made}
    results = results_of(measured, plan, builds, documents.reasons())
    figures = {**as_json(results), "samples": measured["samples"]}
    (output / FIGURES).write_text(f"{json.dumps(figures, ensure_ascii=False)}\n", encoding="utf-8", newline="\n")
    (output / PLOT).write_text(plot.svg(results), encoding="utf-8", newline="\n")
    return results


def summary(results: Results) -> str:
    """The figures and the verdicts, for a person who waits."""
    tables = [report.figures_table(results), *([report.apps_table(results)] if results.apps else [])]
    return "\n\n".join(["", report.conditions(results), *tables, report.for_terminal(results)])


def _measured(bench: Workbench, plan: Plan) -> dict[str, Any]:
    """Let the project's environment measure: it has what the command's own Python lacks."""
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch, _display(plan) as display:
        plan_file, result = Path(scratch, "plan.json"), Path(scratch, "result.json")
        plan.write(plan_file)
        command: Command = [bench.python, "-m", "build.bench", plan_file, result]
        if run_visibly(command, env=bench.environ() | display) or not result.exists():
            raise BuildError(
                "not-measured", "The measurement came to no end.", "Mend what it says above, run it again."
            )
        measured: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
        return measured


def _display(plan: Plan) -> AbstractContextManager[dict[str, str]]:
    return display_environ(virtual=True) if plan.apps else nullcontext({})


def _with_sizes(build: Build, sizes: Mapping[str, int]) -> Build:
    return replace(build, unpacked=sizes["unpacked"] / 1e6, zstd19=sizes["zstd19"] / 1e6) if sizes else build
