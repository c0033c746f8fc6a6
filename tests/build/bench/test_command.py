"""`nox -s bench -- compiled` in its smallest form: one round of the variants that need nothing built."""

import argparse
import json
import subprocess
import sys

import pytest

from build.commands.bench import add_arguments, updates_documents
from build.paths import ROOT

pytestmark = pytest.mark.timeout(600)

SMALLEST = ["compiled", "--rounds", "1", "--subjects", "cpython"]


def bench(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "build", "bench", *arguments],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=500,
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


@pytest.mark.parametrize(
    ("arguments", "written"),
    [
        ([], True),
        (["--output", "elsewhere"], True),
        (["--no-update-docs"], False),
        (["compiled"], False),
        (["--rounds", "3"], False),
        (["--subjects", "cpython"], False),
        (["compiled", "--rounds", "3", "--update-docs"], True),
    ],
)
def test_a_run_of_everything_writes_the_documents_and_another_one_when_it_is_told_to(arguments, written):
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    assert updates_documents(parser.parse_args(arguments)) is written


def test_the_documents_are_not_written_from_a_part_of_it():
    result = bench(*SMALLEST, "--update-docs")
    assert result.returncode == 1
    assert "[partial-documents]" in result.stderr
