"""Statistics of repeated measurements; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median, quantiles


@dataclass(frozen=True)
class Figure:
    """What many rounds come to, in the unit of the measure.

    Attributes:
        value: the median, or a percentile of all rounds together: the one number to compare.
        least: the smallest of the rounds; a disturbance only ever adds to a time.
        spread: the interquartile range of the rounds: how far the middle half of them lies apart.
        rounds: how many there were.
    """

    value: float
    least: float
    spread: float
    rounds: int


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of the values do not exceed (nearest rank).

    Raises:
        ValueError: there are no values.
    """
    if not values:
        raise ValueError("no values")
    return sorted(values)[max(ceil(share * len(values)), 1) - 1]


def spread(values: Sequence[float]) -> float:
    """The interquartile range; nothing lies apart in a single value."""
    if len(values) < 2:
        return 0.0
    first, _, third = quantiles(values, n=4, method="inclusive")
    return third - first


def of_rounds(values: Sequence[float]) -> Figure:
    """The figure of one value a round."""
    return Figure(median(values), min(values), spread(values), len(values))


def of_pooled(rounds: Sequence[Sequence[float]], share: float) -> Figure:
    """The figure of many values a round: a percentile of all of them, since a round has too few for a rare event."""
    each = [percentile(values, share) for values in rounds]
    pooled = [value for values in rounds for value in values]
    return Figure(percentile(pooled, share), min(each), spread(each), len(rounds))
