"""``python -m build.bench PLAN RESULT``: measure what the plan says; it runs in the project's environment."""

import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from build.bench import sizes
from build.bench.machine import machine_facts
from build.bench.model_server import model_server
from build.bench.plan import Plan, Variant, read_plan
from build.bench.rounds import interleaved
from build.bench.scenarios import Sample, Subject, Work, fill, start, use
from build.bench.wire import WireError
from build.errors import EXIT_FAILED, BuildError, describe
from build.progress import step


def main(plan_file: Path, result_file: Path) -> None:
    """Measure, and write the samples and the sizes down."""
    result_file.write_text(json.dumps(measure(read_plan(plan_file), Work())), encoding="utf-8")


def measure(plan: Plan, work: Work) -> dict[str, Any]:
    """All rounds of all variants, and the sizes of what would be shipped, as JSON."""
    begun, machine = datetime.now(UTC).isoformat(timespec="seconds"), machine_facts()
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch, model_server() as port:
        subjects = {variant.key: _subject(variant, Path(scratch)) for variant in plan.variants}

        def sample(name: str) -> Sample:
            with _told_apart(name):
                return start(subjects[name]) | use(subjects[name], port, work)

        with step(f"Measuring {len(subjects)} variants in {plan.rounds} rounds") as current:
            first = plan.variants[0].key
            with _told_apart(first):
                fill(subjects[first])
            chance = Random(plan.seed)  # noqa: S311 - it orders measurements and guards nothing
            samples = interleaved(list(subjects), plan.rounds, sample, chance, current.update)
    return {
        "begun": begun,
        "machine": machine,
        "rounds": plan.rounds,
        "seed": plan.seed,
        "samples": samples,
        "sizes": {variant.key: _sizes(variant) for variant in plan.variants if variant.payload},
    }


@contextmanager
def _told_apart(name: str) -> Iterator[None]:
    """Say of which variant it was that an error came."""
    try:
        yield
    except (WireError, OSError) as error:
        raise BuildError(
            "not-measured",
            f"The variant {name} did not do what was asked of it: {error}.",
            "Start it by itself, or run `nox -s verify`, to see why.",
        ) from error


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
