"""Trials: tests whose outcome is a row of the documents, with what was tried, how often, and what was lost.

A pytest plugin. ``@pytest.mark.fault(chapter, what)`` or ``@pytest.mark.attack(chapter, what)`` makes a test a trial;
the ``tally`` fixture counts its tries and takes its figures. ``--trials FILE`` appends a line of JSON for each test
that ran, in the format which ``build/trials/records.py`` reads.
"""

import json
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.backend.targets import is_program

KINDS = {
    "fault": "fault(chapter, what): something breaks under the product; a row of docs/reliability.md",
    "attack": "attack(chapter, what): somebody means harm; a row of docs/security.md",
}


@dataclass
class Figure:
    """A measured quantity of a trial, of which less is better."""

    unit: str
    limit: float | None
    values: list[float] = field(default_factory=list)


class Tally:
    """Counts the tries of one test, and takes its figures."""

    def __init__(self, *, full: bool) -> None:
        self._full = full
        self.count = "tries"
        self.tried = 0
        self.figures: dict[str, Figure] = {}
        self._usual: dict[str, float] = {}

    def tries(self, *, quick: int, full: int, count: str = "tries") -> Iterator[int]:
        """Yield the number of each try, from 0: few of them in every test run, all where time is given for it.

        Args:
            quick: how many in every test run.
            full: how many in ``nox -s faults`` and ``nox -s attacks``.
            count: what is counted, in the plural.
        """
        for number in range(self.wanted(quick=quick, full=full)):
            self.add(1, count)
            yield number

    def wanted(self, *, quick: int, full: int) -> int:
        """Return how many tries this run asks for; for tests that count by themselves, with ``add``."""
        return full if self._full else quick

    def add(self, tried: int, count: str = "tries") -> None:
        """Count tries that were made otherwise, such as the examples of a generator."""
        self.count = count
        self.tried += tried

    def worst(self, name: str, value: float, unit: str, limit: float | None = None) -> None:
        """Take one value of a figure of which less is better; above its limit the test fails when it is at its end."""
        figure = self.figures.setdefault(name, Figure(unit, limit))
        figure.values.append(value)

    def usually(self, name: str, value: float, unit: str, *, limit: float, never_above: float) -> None:
        """Take one value of a figure that may exceed its limit in one try of twenty, and in one if they are fewer.

        For times so short that a machine with other things to do takes longer to give a process its turn.
        """
        self.worst(name, value, unit, never_above)
        self._usual[name] = limit

    def check(self) -> None:
        """Hold the figures against their limits.

        Raises:
            AssertionError: one was exceeded.
        """
        for name, limit in self._usual.items():
            figure = self.figures[name]
            self.worst(f"{name}, in 19 of 20 tries", _worst_but_for_late(figure.values), figure.unit, limit)
        for name, figure in self.figures.items():
            assert figure.limit is None or max(figure.values) <= figure.limit, (
                f"{name}: {max(figure.values):.3g} {figure.unit}, at most {figure.limit:g}: {sorted(figure.values)}"
            )


def _worst_but_for_late(values: list[float]) -> float:
    """The worst, but for one in twenty."""
    spared = max(1, len(values) // 20)
    return sorted(values)[max(0, len(values) - 1 - spared)]


_TALLY = pytest.StashKey[Tally]()
_LOST = pytest.StashKey[bool]()
_SKIPPED = pytest.StashKey[bool]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of trials."""
    group = parser.getgroup("trials")
    group.addoption("--tries", choices=("quick", "full"), default="quick", help="how often a trial tries")
    group.addoption("--trials", type=Path, help="append what each trial tried and lost to this file")


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marks."""
    for description in KINDS.values():
        config.addinivalue_line("markers", description)


@pytest.fixture
def tally(request: pytest.FixtureRequest) -> Tally:
    """Return what counts the test's tries."""
    return _tally_of(request.node)


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, Any, Any]:
    """Fail a test whose figures exceed their limits."""
    outcome = yield
    _tally_of(pyfuncitem).check()
    return outcome


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Write the trial down when its test is over."""
    report = yield
    item.stash[_LOST] = item.stash.get(_LOST, False) or report.failed
    item.stash[_SKIPPED] = item.stash.get(_SKIPPED, False) or report.skipped
    file: Path | None = item.config.getoption("--trials")
    if report.when == "teardown" and file is not None and not item.stash[_SKIPPED]:
        with file.open("a", encoding="utf-8") as lines:
            lines.writelines(f"{json.dumps(record)}\n" for record in _records(item))
    return report


def _tally_of(item: pytest.Item) -> Tally:
    return item.stash.setdefault(_TALLY, Tally(full=item.config.getoption("--tries") == "full"))


def _records(item: pytest.Item) -> Iterator[dict[str, Any]]:
    counted = _tally_of(item)
    for kind in KINDS:
        for mark in item.iter_markers(kind):
            chapter, what = mark.args
            yield {
                "kind": kind,
                "chapter": chapter,
                "what": what,
                "target": "compiled" if is_program() else "source",
                "tries_wanted": item.config.getoption("--tries"),
                "count": counted.count,
                "tries": counted.tried or 1,
                "lost": int(item.stash[_LOST]),
                "figures": {name: vars(figure) for name, figure in counted.figures.items()},
                "test": item.nodeid,
            }
