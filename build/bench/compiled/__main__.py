"""``python -m build.bench.compiled PLAN RESULT``: measure what the plan says; it runs in the project's environment."""

import json
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from build.bench.compiled import sizes
from build.bench.compiled.packaged import prepare_profile, start_app
from build.bench.compiled.plan import Plan, Variant, read_plan
from build.bench.compiled.scenarios import Subject, Work, fill, start, use
from build.bench.machine import machine_facts
from build.bench.measures import Sample
from build.bench.model_server import model_server
from build.bench.rounds import interleaved
from build.bench.told import told_apart
from build.errors import EXIT_FAILED, BuildError, describe
from build.progress import step


def main(plan_file: Path, result_file: Path) -> None:
    """Measure, and write the samples and the sizes down."""
    result_file.write_text(json.dumps(measure(read_plan(plan_file), Work())), encoding="utf-8")


def measure(plan: Plan, work: Work) -> dict[str, Any]:
    """All rounds of all variants and apps, and the sizes of what would be shipped, as JSON."""
    begun, machine = datetime.now(UTC).isoformat(timespec="seconds"), machine_facts()
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        samples = _of_variants(plan, work, Path(scratch)) | _of_apps(plan, Path(scratch))
    return {
        "begun": begun,
        "machine": machine,
        "rounds": plan.rounds,
        "seed": plan.seed,
        "samples": samples,
        "sizes": {variant.key: _sizes(variant) for variant in plan.variants if variant.payload},
    }


def _of_variants(plan: Plan, work: Work, scratch: Path) -> dict[str, list[Sample]]:
    subjects = {variant.key: _subject(variant, scratch) for variant in plan.variants}
    if not subjects:
        return {}
    with model_server() as port, step(f"Measuring {len(subjects)} backends in {plan.rounds} rounds") as current:
        for key in list(subjects)[:1]:
            with told_apart(key):
                fill(subjects[key])

        def sample(key: str) -> Sample:
            with told_apart(key):
                return start(subjects[key]) | use(subjects[key], port, work)

        return interleaved(list(subjects), plan.rounds, sample, _chance(plan), current.update)


def _of_apps(plan: Plan, scratch: Path) -> dict[str, list[Sample]]:
    commands = {app.key: app.command for app in plan.apps}
    if not commands:
        return {}
    with step(f"Measuring {len(commands)} packed apps in {plan.rounds} rounds") as current:
        for key, command in commands.items():
            with told_apart(key):
                prepare_profile(command, scratch / key, scratch)

        def sample(key: str) -> Sample:
            with told_apart(key):
                return start_app(commands[key], scratch / key, scratch)

        return interleaved(list(commands), plan.rounds, sample, _chance(plan), current.update)


def _chance(plan: Plan) -> Random:
    return Random(plan.seed)  # noqa: S311 - it orders measurements and guards nothing


def _subject(variant: Variant, scratch: Path) -> Subject:
    folder = Path(variant.folder)
    return Subject(variant.command, folder, scratch / "template", scratch, variant.listens_first)


def _sizes(variant: Variant) -> dict[str, int]:
    payload = Path(variant.payload or "")
    with step(f"Compressing {variant.title} as a download would"):
        return {"unpacked": sizes.unpacked(payload), "zstd19": sizes.compressed(payload)}


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), Path(sys.argv[2]))
    except BuildError as error:
        print(describe(error), file=sys.stderr)
        sys.exit(EXIT_FAILED)
