"""The bars that the compiled backend and the packed app are held to, and how they meet them; pure."""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from build.bench.measures import Figures

SUBJECT: Final = "nuitka"


class Verdict(Enum):
    """How a bar came out."""

    MET = "met"
    MISSED = "missed"
    NOT_MEASURED = "not measured"


@dataclass(frozen=True)
class Bar:
    """A limit for one measure.

    Attributes:
        key: stable; the reason for a miss is written down under it.
        measure: the key of a measure.
        limit: in the unit of the measure, or as a ratio when there is something to compare with.
        against: the variant whose figure the ratio is taken to.
        at_least: whether the limit is the least, not the most.
        subject: what is held to it.
    """

    key: str
    measure: str
    limit: float
    against: str | None = None
    at_least: bool = False
    subject: str = SUBJECT


@dataclass(frozen=True)
class Outcome:
    """A bar, what was measured for it (a ratio if the bar is one), and the verdict."""

    bar: Bar
    value: float | None
    verdict: Verdict


BARS: Final = (
    Bar("health-eager", "health", 0.30, "cpython-eager"),
    Bar("health-onedir", "health", 0.28, "pyinstaller-onedir"),
    Bar("first-token-onedir", "first_token", 0.80, "pyinstaller-onedir"),
    Bar("tokens-source", "tokens", 1.0, "cpython", at_least=True),
    Bar("private-onedir", "private_chats", 1.0, "pyinstaller-onedir"),
    Bar("health-p99", "health_p99", 5.0),
    Bar("unpacked", "unpacked", 60.0),
    Bar("zstd19", "zstd19", 16.0),
    Bar("build-cold", "build_cold", 180.0),
    Bar("build-warm", "build_warm", 45.0),
    Bar("payload-check-ready", "app_ready", 1.10, "app-unchecked", subject="app"),
    Bar("payload-check-token", "app_token", 1.10, "app-unchecked", subject="app"),
)


def judge(figures: Figures, bars: tuple[Bar, ...] = BARS) -> list[Outcome]:
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


def ratio(figures: Figures, measure: str, variant: str, base: str) -> float | None:
    """A variant's figure in units of another's, or None where one of them is missing or nothing."""
    mine, other = _value(figures, measure, variant), _value(figures, measure, base)
    return mine / other if mine is not None and other else None


def _value(figures: Figures, measure: str, variant: str) -> float | None:
    figure = figures.get(variant, {}).get(measure)
    return figure.value if figure else None
