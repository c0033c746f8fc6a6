"""Bars that figures are held to, and how they meet them; pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from build.bench.measures import Figures


class Verdict(Enum):
    """How a bar came out."""

    MET = "met"
    MISSED = "missed"
    NOT_MEASURED = "not measured"


@dataclass(frozen=True)
class Bar:
    """A limit for one measure.

    Attributes:
        key: stable, and the only one of its name in all suites; the reason for a miss is written down under it.
        measure: the key of a measure.
        limit: in the unit of the measure, or as a ratio when there is something to compare with.
        subject: what is held to it.
        against: the subject whose figure the ratio is taken to.
        at_least: whether the limit is the least, not the most.
    """

    key: str
    measure: str
    limit: float
    subject: str
    against: str | None = None
    at_least: bool = False


@dataclass(frozen=True)
class Outcome:
    """A bar, what was measured for it (a ratio if the bar is one), and the verdict."""

    bar: Bar
    value: float | None
    verdict: Verdict


def judge(figures: Figures, bars: Iterable[Bar]) -> list[Outcome]:
    """Hold the figures to the bars; a figure that is missing is no miss, but no pass either."""
    return [_judge(bar, figures) for bar in bars]


def _judge(bar: Bar, figures: Figures) -> Outcome:
    value = (
        ratio(figures, bar.measure, bar.subject, bar.against)
        if bar.against
        else _value(figures, bar.measure, bar.subject)
    )
    if value is None:
        return Outcome(bar, None, Verdict.NOT_MEASURED)
    met = value >= bar.limit if bar.at_least else value <= bar.limit
    return Outcome(bar, value, Verdict.MET if met else Verdict.MISSED)


def ratio(figures: Figures, measure: str, subject: str, base: str) -> float | None:
    """A subject's figure in units of another's, or None where one of them is missing or nothing."""
    mine, other = _value(figures, measure, subject), _value(figures, measure, base)
    return mine / other if mine is not None and other else None


def _value(figures: Figures, measure: str, subject: str) -> float | None:
    figure = figures.get(subject, {}).get(measure)
    return figure.value if figure else None
