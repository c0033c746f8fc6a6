"""What is measured, in which unit, and how the samples of all rounds come to one figure; pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from build.bench.samples import Figure, of_pooled, of_rounds

Sample = Mapping[str, Any]
"""What one round found out about one subject."""

Figures = Mapping[str, Mapping[str, Figure]]
"""By subject, then by measure."""

OfField = Callable[[Sequence[Any]], Figure]
"""From what the rounds have in one field of their samples."""


@dataclass(frozen=True)
class Measure:
    """One line of a table.

    Attributes:
        key: stable, for programs.
        title: for people.
        unit: ``ms``, ``us``, ``MB``, ``s``, ``/s`` or ``%``; empty for a plain number.
        field: the field of a sample that it is made from; empty for what is found out once, not every round.
        figure: from that field of all samples of a subject.
        rises: whether more is better.
    """

    key: str
    title: str
    unit: str
    field: str = ""
    figure: OfField | None = None
    rises: bool = False

    @property
    def label(self) -> str:
        """The title with its unit."""
        return f"{self.title}, {self.unit}" if self.unit else self.title


def one(scale: float = 1.0) -> OfField:
    """One value a round, times ``scale``: the median of the rounds."""
    return lambda rounds: of_rounds([value * scale for value in rounds])


def many(share: float, scale: float = 1.0, name: str = "") -> OfField:
    """Many values a round, times ``scale``: a percentile of those of all rounds together.

    Args:
        share: 0.5 for the median.
        scale: from the unit of the samples to that of the measure.
        name: of the values, where the field has several.
    """

    def figure(rounds: Sequence[Any]) -> Figure:
        values = [fields[name] for fields in rounds] if name else rounds
        return of_pooled([[value * scale for value in each] for each in values], share)

    return figure


def named(name: str, scale: float = 1.0) -> OfField:
    """One value a round under a name of its own, times ``scale``: the median of the rounds."""
    return lambda rounds: of_rounds([values[name] * scale for values in rounds])


def figures_of(measures: Iterable[Measure], samples: Sequence[Sample]) -> dict[str, Figure]:
    """Every measure that was taken of one subject, by its key."""
    figures: dict[str, Figure] = {}
    for measure in measures:
        # What a field has several values of need not have all of them.
        with suppress(KeyError):
            if measure.figure:
                figures[measure.key] = measure.figure([sample[measure.field] for sample in samples])
    return figures
