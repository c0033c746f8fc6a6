"""The feeds that the tests of both languages read are what their script makes."""

from pathlib import Path

from build.paths import ROOT
from tests.fixtures.feeds import make

FEEDS = ROOT / "tests" / "fixtures" / "feeds"


def contents(folder: Path) -> dict[str, bytes]:
    files = [folder / "cases.json", *(folder / "cases").iterdir()]
    return {file.name: file.read_bytes() for file in files}


def test_the_feeds_are_fresh(tmp_path):
    make.make(tmp_path)
    assert contents(FEEDS) == contents(tmp_path)


def test_every_case_has_a_name_of_its_own():
    names = [case.name for case in make.CASES]
    assert len(names) == len(set(names))
