"""The smallest form of the benchmark, on the real backend from source. No figure is judged: that is no test."""

import json
import sys
from pathlib import Path

import pytest

from build.bench import __main__ as program
from build.bench import variants
from build.bench.measures import TAKEN, figures_of
from build.bench.plan import App, Plan, Variant, read_plan
from build.bench.scenarios import Work
from build.errors import BuildError
from build.paths import ROOT

LITTLE = Work(requests=5, chats=2, pieces=300)


def source(key, arguments, folder):
    return variants.source(key, Path(sys.executable), folder, arguments)


@pytest.mark.slow
def test_every_measure_is_taken_of_the_real_backend(tmp_path, monkeypatch):
    monkeypatch.setattr(variants, "SNAPSHOT", tmp_path / "Zoë 测试")
    folder = variants.snapshot()
    plan = Plan(1, 7, [source("cpython", ("-m", "backend"), folder), source("cpython-eager", ("eager.py",), folder)])
    found = json.loads(json.dumps(program.measure(plan, LITTLE)))
    figures = {key: figures_of(samples) for key, samples in found["samples"].items()}
    assert set(figures["cpython"]) == {measure.key for measure in TAKEN}
    assert set(figures["cpython"]) - set(figures["cpython-eager"]) == {"health_p99"}
    for sample in (samples[0] for samples in found["samples"].values()):
        assert 0 < sample["health_s"] < sample["ready_s"] < sample["first_token_s"]
        assert len(sample["rest_s"]) == LITTLE.requests
    assert str(ROOT) not in json.dumps(found)
    assert str(tmp_path) not in json.dumps(found)


def test_a_variant_that_does_not_start_is_named(tmp_path):
    broken = Variant("broken", "Broken", (sys.executable, "-c", 'print(\'{"event": "fatal"}\')'), str(tmp_path), True)
    with pytest.raises(BuildError, match="The variant broken did not do what was asked of it"):
        program.measure(Plan(1, 1, [broken]), LITTLE)


def test_a_plan_survives_the_way_to_the_program_that_measures(tmp_path):
    plan = Plan(3, 9, [Variant("a", "A", ("x", "-y"), "/somewhere", False, "/payload")], [App("b", "B", ("z",))])
    plan.write(tmp_path / "plan.json")
    assert read_plan(tmp_path / "plan.json") == plan
