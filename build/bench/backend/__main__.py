"""``python -m build.bench.backend PLAN RESULT``: measure what the plan says; it runs in the project's environment."""

import json
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any, Final

from build.bench.backend import streams
from build.bench.backend.archive import archive
from build.bench.backend.memories import replay, search
from build.bench.backend.starts import run_to_its_end, start
from build.bench.backend.subjects import EAGER, NAIVE, OURS, PYTHON, UVICORN
from build.bench.cpu import cpu_share
from build.bench.machine import machine_facts
from build.bench.memory import memory_of_tree
from build.bench.model_server import model_process
from build.bench.rounds import interleaved
from build.bench.target import Target, started
from build.bench.told import told_apart
from build.errors import EXIT_FAILED, BuildError, describe
from build.progress import step

_TOKENS_TO_WARM_UP: Final = 200


@dataclass(frozen=True)
class Plan:
    """What is measured, how often, and how much is asked of it; tests ask for little.

    Attributes:
        rounds: how many count.
        seed: of the order.
        commands: how each subject is started.
        folder: where.
        tokens: in each stream, by the number of streams at once.
        answers: that are asked for again, by each of these numbers at once.
        answer_tokens: in each of them.
        messages: in the database that is searched.
        rest_s: how long an idle backend is watched.
    """

    rounds: int
    seed: int
    commands: dict[str, list[str]]
    folder: str
    tokens: dict[int, int]
    answers: int
    answer_tokens: int
    messages: int
    rest_s: float


def main(plan_file: Path, result_file: Path) -> None:
    """Measure, and write the samples down."""
    fields = json.loads(plan_file.read_text(encoding="utf-8"))
    plan = Plan(**{**fields, "tokens": {int(number): tokens for number, tokens in fields["tokens"].items()}})
    result_file.write_text(json.dumps(measure(plan)), encoding="utf-8")


def measure(plan: Plan) -> dict[str, Any]:
    """All rounds of all subjects, as JSON."""
    begun, machine = datetime.now(UTC).isoformat(timespec="seconds"), machine_facts()
    messages = archive(plan.messages) if OURS & {*plan.commands} else Path()
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as folder,
        model_process() as port,
        step(f"Measuring {len(plan.commands)} programs in {plan.rounds} rounds") as current,
    ):
        bench = Bench(plan, Path(folder), port, messages)

        def sample(key: str) -> dict[str, Any]:
            with told_apart(key):
                return bench.sample(key, plan.commands[key])

        chance = Random(plan.seed)  # noqa: S311 - it orders measurements and guards nothing
        samples = interleaved(list(plan.commands), plan.rounds, sample, chance, current.update)
    return {"begun": begun, "machine": machine, "samples": samples}


class Bench:
    """Takes one sample after the other."""

    def __init__(self, plan: Plan, scratch: Path, model_port: int, messages: Path) -> None:
        self._plan = plan
        self._folder = Path(plan.folder)
        self._scratch = scratch
        self._model_port = model_port
        self._messages = messages

    def sample(self, key: str, command: Sequence[str]) -> dict[str, Any]:
        """Everything that one subject can do, once; each part in a fresh process."""
        if key == PYTHON:
            return run_to_its_end(command, self._folder, self._scratch)
        if key in {EAGER, UVICORN}:
            return self._start(command, talks=key == EAGER)
        if key in OURS:
            return (
                self._start(command, talks=True)
                | self._use(command)
                | search(command, self._folder, self._messages, self._scratch)
            )
        return self._stream_of_rival(command, list(self._plan.tokens) if key == NAIVE else [1])

    def _start(self, command: Sequence[str], *, talks: bool) -> dict[str, Any]:
        return start(command, self._folder, self._fresh_data(), self._scratch, talks=talks)

    def _use(self, command: Sequence[str]) -> dict[str, Any]:
        with started(command, self._folder, self._fresh_data(), self._scratch) as target:
            target.wait_for("ready")
            memory = {"memory_idle": _memory(target)}
            ask = streams.ours(target, self._model_port)
            streams.streams(target, ask, 1, _TOKENS_TO_WARM_UP, probed=False)
            memory["memory_chat"] = _memory(target)
            rest = {"idle_cpu": cpu_share(target.process.pid, self._plan.rest_s)}
            found = self._at_once(target, ask, list(self._plan.tokens), probed=True)
            return memory | rest | found | replay(target, self._model_port)

    def _stream_of_rival(self, command: Sequence[str], numbers: list[int]) -> dict[str, Any]:
        with started(command, self._folder, self._fresh_data(), self._scratch) as target:
            target.wait_for("ready")
            ask = streams.rivals(self._model_port)
            streams.streams(target, ask, 1, _TOKENS_TO_WARM_UP, probed=False)
            return self._at_once(target, ask, numbers, probed=len(numbers) > 1)

    def _at_once(self, target: Target, ask: streams.Ask, numbers: list[int], *, probed: bool) -> dict[str, Any]:
        plan = self._plan
        found: dict[str, Any] = {}
        for number in numbers:
            found[f"streams_{number}"] = streams.streams(target, ask, number, plan.tokens[number], probed=probed)
            found[f"waves_{number}"] = streams.waves(target, ask, number, plan.answers, plan.answer_tokens)
        return found

    def _fresh_data(self) -> Path:
        data = self._scratch / "data"
        shutil.rmtree(data, ignore_errors=True)
        return data


def _memory(target: Target) -> dict[str, int]:
    return memory_of_tree(target.process.pid).fields()


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), Path(sys.argv[2]))
    except BuildError as error:
        print(describe(error), file=sys.stderr)
        sys.exit(EXIT_FAILED)
