"""``python -m build.bench.app PLAN RESULT``: measure what the plan says; it runs in the project's environment."""

import json
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any, Final

from build.bench.app import scripts
from build.bench.app.conversation import answer_text, use_model, write_conversation
from build.bench.app.paced_model import paced_model, tokens_of
from build.bench.app.running import running
from build.bench.app.scenarios import MESSAGES, first_start, start, start_empty, use, use_empty
from build.bench.app.screen import Screen, watched_screen
from build.bench.app.subjects import Sample, Subject
from build.bench.machine import machine_facts
from build.bench.rounds import interleaved
from build.bench.told import told_apart
from build.errors import EXIT_FAILED, BuildError, describe
from build.progress import step

APP: Final = "app"
TOKENS_A_SECOND: Final = 500
TOKENS: Final = 4_000

_TAKE: Final[Mapping[str, Callable[[Subject], Sample]]] = {
    "app": lambda subject: first_start(subject) | start(subject) | use(subject),
    "empty": lambda subject: first_start(subject) | start_empty(subject) | use_empty(subject),
}


def main(plan_file: Path, result_file: Path) -> None:
    """Measure, and write the samples down."""
    result_file.write_text(json.dumps(measure(json.loads(plan_file.read_text(encoding="utf-8")))), encoding="utf-8")


def measure(plan: Mapping[str, Any]) -> dict[str, Any]:
    """All rounds of the plan's ``commands``, by subject, as JSON."""
    begun, machine = datetime.now(UTC).isoformat(timespec="seconds"), machine_facts()
    tokens = tokens_of("\n\n".join(answer_text(number) for number in range(TOKENS // 100)))[:TOKENS]
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as scratch,
        _screen() as screen,
        paced_model(tokens, TOKENS_A_SECOND) as model,
        step(f"Measuring windows in {plan['rounds']} rounds") as current,
    ):
        subjects = {
            key: Subject(command, Path(scratch, key), Path(scratch), screen)
            for key, command in plan["commands"].items()
        }
        for key, subject in subjects.items():
            with told_apart(key, "e2e -- --packaged"):
                _prepare(key, subject.command, subject.profile, model)

        def sample(key: str) -> Sample:
            with told_apart(key, "e2e -- --packaged"):
                return _TAKE[key](subjects[key])

        chance = Random(plan["seed"])  # noqa: S311 - it orders measurements and guards nothing
        samples = interleaved(list(subjects), plan["rounds"], sample, chance, current.update)
    return {"begun": begun, "machine": machine, "samples": samples}


def _screen() -> AbstractContextManager[Screen | None]:
    """Elsewhere the first paint has to do for the moment at which a window is seen."""
    return watched_screen() if sys.platform == "linux" else nullcontext()


def _prepare(key: str, command: Sequence[str], profile: Path, model: str) -> None:
    """Let the program make itself at home, and give the app its conversation and its model."""
    profile.mkdir()
    with running(command, profile, profile.parent) as program:
        program.page.value(scripts.READY if key == APP else scripts.PAINTED)
    if key == APP:
        write_conversation(profile / "data", MESSAGES)
        use_model(profile / "data", model)


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), Path(sys.argv[2]))
    except BuildError as error:
        print(describe(error), file=sys.stderr)
        sys.exit(EXIT_FAILED)
