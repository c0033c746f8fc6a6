"""What a suite is: its measures, its bars, how it is shown, and how it is run."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from build.bench.bars import Bar
from build.bench.measures import Measure, Sample
from build.workbench import Workbench


@dataclass(frozen=True)
class Request:
    """What is wanted of a suite.

    Attributes:
        rounds: how many rounds count.
        subjects: the keys of those to be measured, in the order of the suite.
        seed: of the order within the rounds: it makes a run repeatable.
    """

    rounds: int
    subjects: Sequence[str]
    seed: int


@dataclass(frozen=True)
class Measured:
    """What a suite found.

    Attributes:
        begun: RFC 3339, UTC.
        machine: what it ran on.
        samples: by subject, one a round.
        once: what was found out once, by subject and measure, in the measure's unit.
        remarks: lines of words at the end of the first table: the line's title, then by subject.
    """

    begun: str
    machine: Mapping[str, Any]
    samples: Mapping[str, Sequence[Sample]]
    once: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    remarks: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """One table of the page: a line a measure, a column a subject.

    Attributes:
        title: the heading above it.
        about: a sentence below the heading.
        measures: the keys of its lines; what was measured of no subject is left out.
        subjects: the keys of its columns.
        base: whose figures the ratios in brackets are taken to; without one there are none.
        spread: whether it shows the least of the rounds and how far they lie apart, not the figure.
        remarks: whether the suite's remarks stand at its end.
    """

    title: str
    about: str
    measures: Sequence[str]
    subjects: Sequence[str]
    base: str | None = None
    spread: bool = False
    remarks: bool = False


@dataclass(frozen=True)
class Suite:
    """One group of measurements that run together.

    Attributes:
        key: stable; also the name of its files.
        title: for people.
        titles: of all subjects, by key, in the order in which they are shown.
        ours: the subjects that stand out in the plot.
        measures: all that may be taken.
        bars: what the figures are held to.
        tables: of the page, in order.
        plotted: the keys of the measures that the plot shows.
        rounds: how many are sensible.
        measure: makes what is missing and measures; raises ``BuildError``.
        windowed: the subjects that need a display.
        in_readme: a table for the README, if there is to be one.
    """

    key: str
    title: str
    titles: Mapping[str, str]
    ours: frozenset[str]
    measures: Sequence[Measure]
    bars: Sequence[Bar]
    tables: Sequence[Table]
    plotted: Sequence[str]
    rounds: int
    measure: Callable[[Workbench, Request], Measured]
    windowed: frozenset[str] = frozenset()
    in_readme: Table | None = None

    def measure_of(self, key: str) -> Measure:
        """The measure of a key."""
        return next(measure for measure in self.measures if measure.key == key)
