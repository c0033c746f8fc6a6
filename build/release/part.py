"""The tests of finished artifacts, as a part of all tests: they are read back, installed, used and removed."""

from typing import Final

from build.parts import Part, Report
from build.paths import REPORTS, ROOT
from build.process import Command, as_strings
from build.reports.readers import read_pytest
from build.workbench import Workbench

TESTS: Final = ROOT / "tests" / "release"
OF_OTHER_SESSIONS: Final = (TESTS / "updates", TESTS / "wine")
"""They want versions of their own."""


def release_part(bench: Workbench) -> Part:
    """The tests of what lies in `dist/rehearsal`."""
    report = REPORTS / "pytest-release.xml"
    ignored = [f"--ignore={folder}" for folder in OF_OTHER_SESSIONS]
    command: Command = [bench.python, "-m", "pytest", f"--junitxml={report}", TESTS, *ignored]
    return Part("release", as_strings(command), bench.environ(), Report(report, read_pytest))
