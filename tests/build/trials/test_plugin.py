"""What a test has to do to become a row: the plugin, on tests of its own."""

import json
import subprocess
import sys

import pytest

from build.paths import ROOT
from build.trials.records import read_rows

TESTS = """
import pytest

@pytest.mark.fault("Killed", "pulled out")
def test_counts(tally):
    for number in tally.tries(quick=2, full=5):
        tally.worst("until it was back", number / 10, "s", limit=0.3)

@pytest.mark.fault("Killed", "cancelled")
@pytest.mark.parametrize("late", [1, 2])
def test_may_be_late_once(tally, late):
    for number in range(5):
        tally.usually("until it was told", 0.5 if number < late else 0.01, "s", limit=0.1, never_above=1.0)

@pytest.mark.fault("Killed", "cut off")
@pytest.mark.parametrize("where", ["here", "there", "nowhere"])
def test_each_case_is_a_try(where):
    assert where != "nowhere"

@pytest.mark.attack("Fuzzing", "rubbish")
def test_counts_something_else(tally):
    tally.add(70, "cases")
    tally.add(30, "cases")

@pytest.mark.attack("Fuzzing", "elsewhere")
@pytest.mark.skip(reason="needs Windows")
def test_is_not_tried():
    pass

def test_is_no_trial():
    pass
"""


@pytest.fixture
def run(tmp_path):
    """Run the tests above and return the file of what the trials said."""
    (tmp_path / "test_it.py").write_text(TESTS, encoding="utf-8")

    def run(*options):
        file = tmp_path / "trials.jsonl"
        # Apart from the folder and the options of the project.
        command = [
            "pytest",
            "-q",
            "-p",
            "tests.trials",
            "-p",
            "no:cacheprovider",
            "-c",
            "/dev/null",
            f"--trials={file}",
        ]
        rooted = [f"--rootdir={tmp_path}", str(tmp_path / "test_it.py"), *options]
        subprocess.run([sys.executable, "-m", *command, *rooted], cwd=ROOT, check=False, stdout=subprocess.DEVNULL)
        return file

    return run


def test_cases_add_up_to_a_row(run):
    killed, _, cut = read_rows(run(), "fault")
    assert (killed.what, dict(killed.tries), killed.lost) == ("pulled out", {"source": 2}, 0)
    assert killed.figures["until it was back"].values == [0.0, 0.1]
    assert killed.tried_quickly == {"source"}
    assert (cut.what, dict(cut.tries), cut.lost) == ("cut off", {"source": 3}, 1)


def test_all_tries_are_made_when_asked_for(run):
    killed, *_ = read_rows(run("--tries=full"), "fault")
    assert killed.tries["source"] == 5
    assert killed.lost == 1, "the figure was above its limit"
    assert killed.tried_quickly == set()


def test_one_try_of_few_may_exceed_the_usual_limit_and_two_may_not(run):
    _, cancelled, _ = read_rows(run(), "fault")
    assert cancelled.lost == 1
    assert cancelled.figures["until it was told, in 19 of 20 tries"].values == [0.01, 0.5]


def test_what_is_counted_has_a_name_and_a_skipped_test_has_no_row(run):
    [rubbish] = read_rows(run(), "attack")
    assert (rubbish.what, rubbish.count, rubbish.tries["source"]) == ("rubbish", "cases", 100)


def test_every_line_says_which_test_it_was(run):
    lines = [json.loads(line) for line in run().read_text(encoding="utf-8").splitlines()]
    assert len(lines) == 7
    assert all("test_it.py::test_" in line["test"] for line in lines)
