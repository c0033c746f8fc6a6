"""`nox -s bench -- compiled` in its smallest form: one round of the variants that need nothing built."""

import json
import subprocess
import sys

import pytest

from build.paths import ROOT

SMALLEST = ["compiled", "--rounds", "1", "--subjects", "cpython"]


def bench(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "build", "bench", *arguments],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=110,
    )


@pytest.mark.slow
def test_a_run_writes_figures_samples_and_a_plot_and_ends_well_whatever_they_say(tmp_path):
    documents = {name: (ROOT / name).read_bytes() for name in ("README.md", "docs/benchmarks.md")}
    result = bench(*SMALLEST, "--output", str(tmp_path / "out"))
    assert result.returncode == 0, result.stderr
    assert "| measure | CPython source, ours |" in result.stdout
    assert "not measured  spawn to `/health`: Nuitka, ours against" in result.stdout
    found = json.loads((tmp_path / "out" / "compiled.json").read_text(encoding="utf-8"))
    assert found["subjects"] == {"cpython": "CPython source, ours"}
    assert len(found["samples"]["cpython"]) == 1
    assert str(ROOT) not in json.dumps(found)
    assert (tmp_path / "out" / "compiled.svg").read_text(encoding="utf-8").startswith("<svg")
    assert {name: (ROOT / name).read_bytes() for name in documents} == documents


@pytest.mark.parametrize("arguments", [["dragster"], ["compiled", "--rounds", "0"], ["compiled", "--subjects", "x"]])
def test_what_cannot_be_measured_is_refused_with_the_usage(arguments):
    result = bench(*arguments)
    assert result.returncode == 2
    assert "usage:" in result.stderr


def test_the_documents_are_not_written_from_a_part_of_it():
    result = bench(*SMALLEST, "--update-docs")
    assert result.returncode == 1
    assert "[partial-documents]" in result.stderr
