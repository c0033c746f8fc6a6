"""The smallest form of the suite, on the real backend from source. No figure is judged: that is no test."""

import json
import sys

import pytest

from build.bench.backend import archive
from build.bench.backend.__main__ import Plan, measure
from build.bench.backend.subjects import ENTRIES, SOURCE
from build.bench.backend.suite import SUITE
from build.bench.measures import figures_of
from build.bench.snapshot import snapshot
from build.errors import BuildError
from build.stamps import Stamp

LITTLE = {1: 50, 10: 5, 50: 2, 200: 1}


def plan(folder, commands):
    return Plan(1, 7, commands, str(folder), LITTLE, answers=10, answer_tokens=3, messages=200, rest_s=0.05)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_every_measure_is_taken_of_the_real_backend_and_each_rival_takes_its_part(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "ARCHIVE", tmp_path / "archive")
    monkeypatch.setattr(archive, "Stamp", lambda name: Stamp(name, tmp_path / "stamps"))
    folder = snapshot(tmp_path / "Zoë 测试")
    commands = {key: [sys.executable, *entry] for key, entry in ENTRIES.items()}
    found = json.loads(json.dumps(measure(plan(folder, commands))))
    figures = {key: figures_of(SUITE.measures, samples) for key, samples in found["samples"].items()}
    assert set(figures[SOURCE]) == {one.key for one in SUITE.measures}
    assert set(figures["eager"]) == {"health", "first_token"}
    assert set(figures["python"]) == set(figures["uvicorn"]) == {"health"}
    assert set(figures["naive"]) == {key for key in figures[SOURCE] if key[-1].isdigit()}
    assert "lag_p99_1" not in figures["websockets"]
    assert {key for key in figures["naive"] if key.endswith("_1") and "lag" not in key} == set(figures["websockets"])
    for name in ("rare", "usual", "everywhere"):
        assert figures[SOURCE][f"search_{name}"].value > 0
    assert str(tmp_path) not in json.dumps(found)


def test_a_subject_that_fails_is_named(tmp_path):
    with pytest.raises(BuildError, match="uvicorn did not do what was asked of it"):
        measure(plan(tmp_path, {"uvicorn": [sys.executable, "-c", "pass"]}))
