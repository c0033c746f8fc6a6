"""The smallest form of the benchmark, on the real backend from source. No figure is judged: that is no test."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

from build.bench.compiled import __main__ as program
from build.bench.compiled import variants
from build.bench.compiled.measures import TAKEN
from build.bench.compiled.plan import App, Plan, Variant, read_plan
from build.bench.compiled.scenarios import Work
from build.bench.measures import figures_of
from build.bench.snapshot import snapshot
from build.errors import BuildError
from build.paths import ROOT

LITTLE = Work(requests=5, chats=2, pieces=300)


def source(key, arguments, folder):
    return variants.source(key, Path(sys.executable), folder, arguments)


@pytest.mark.slow
def test_every_measure_is_taken_of_the_real_backend(tmp_path):
    folder = snapshot(tmp_path / "Zoë 测试")
    ours, eager = ("-m", "backend"), ("-m", "build.bench.entries.eager")
    plan = Plan(1, 7, [source("cpython", ours, folder), source("cpython-eager", eager, folder)])
    found = json.loads(json.dumps(program.measure(plan, LITTLE)))
    figures = {key: figures_of(TAKEN, samples) for key, samples in found["samples"].items()}
    assert set(figures["cpython"]) == {measure.key for measure in TAKEN}
    assert set(figures["cpython"]) - set(figures["cpython-eager"]) == {"health_p99"}
    for sample in (samples[0] for samples in found["samples"].values()):
        assert 0 < sample["health_s"] < sample["first_token_s"]
        # It is told on another pipe than the first token, which may overtake it by a hair.
        assert 0 < sample["ready_s"] < sample["first_token_s"] + 0.1
        assert len(sample["rest_s"]) == LITTLE.requests
    assert str(ROOT) not in json.dumps(found)
    assert str(tmp_path) not in json.dumps(found)


@pytest.mark.parametrize(
    "events",
    [
        [{"event": "fatal", "message": "It is broken."}],
        [{"event": "listening", "port": 1}, {"event": "fatal", "message": "It is broken."}],
    ],
    ids=["at once", "while it is being used"],
)
def test_a_variant_that_fails_is_named_with_its_last_word(tmp_path, events):
    script = f"print({chr(10).join(json.dumps(event) for event in events)!r})"
    broken = Variant("broken", "Broken", (sys.executable, "-c", script), str(tmp_path), listens_first=True)
    with pytest.raises(BuildError, match=r"The subject broken did not do what was asked of it: .* It is broken"):
        program.measure(Plan(1, 1, [broken]), LITTLE)


def test_a_plan_survives_the_way_to_the_program_that_measures(tmp_path):
    plan = Plan(3, 9, [Variant("a", "A", ("x", "-y"), "/somewhere", False, "/payload")], [App("b", "B", ("z",))])
    (tmp_path / "plan.json").write_text(json.dumps(asdict(plan)), encoding="utf-8")
    assert read_plan(tmp_path / "plan.json") == plan
