"""What the trials of one run say of themselves, and the rows that they add up to.

``tests/trials.py`` and ``tests/e2e/support/trials.ts`` write a line of JSON for each test that ran:
``{"kind", "chapter", "what", "target", "count", "tries", "lost", "figures": {name: {"unit", "limit", "values"}}}``.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, Final, Literal

Kind = Literal["fault", "attack"]

KINDS: Final[tuple[Kind, ...]] = ("fault", "attack")

TARGETS: Final = {
    "source": "backend from source",
    "compiled": "compiled backend",
    "app": "app from source",
    "packaged": "packed app",
}
"""What a trial can be made on, in the order of the tables."""


@dataclass
class Figure:
    """A measured quantity of which less is better.

    Attributes:
        unit: such as ``s``.
        limit: what it may be at most, in that unit.
        values: of all tries that measured it.
    """

    unit: str
    limit: float | None = None
    values: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        most = "" if self.limit is None else f", at most {_short(self.limit)} {self.unit}"
        if len(self.values) == 1:
            return f"{_short(self.values[0])} {self.unit}{most}"
        return f"{_short(median(self.values))} {self.unit}, worst {_short(max(self.values))} {self.unit}{most}"


@dataclass
class Row:
    """One thing that was tried.

    Attributes:
        chapter: the heading that it belongs to.
        what: was done, in words that a user understands.
        count: what the numbers of tries count, in the plural.
        tries: on each target that it was tried on.
        lost: the tests that found something lost.
        figures: by name.
    """

    chapter: str
    what: str
    count: str
    tries: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    lost: int = 0
    figures: dict[str, Figure] = field(default_factory=dict)


def read_rows(file: Path, kind: Kind) -> list[Row]:
    """The rows of one kind, in the order in which they were first tried; no file, no rows."""
    if not file.exists():
        return []
    records = (json.loads(line) for line in file.read_text(encoding="utf-8").splitlines())
    return _rows(record for record in records if record["kind"] == kind)


def _rows(records: Iterable[dict[str, Any]]) -> list[Row]:
    rows: dict[tuple[str, str], Row] = {}
    for record in records:
        key = record["chapter"], record["what"]
        row = rows.setdefault(key, Row(*key, record["count"]))
        row.tries[record["target"]] += record["tries"]
        row.lost += record["lost"]
        for name, taken in record["figures"].items():
            row.figures.setdefault(name, Figure(taken["unit"], taken["limit"])).values.extend(taken["values"])
    return list(rows.values())


def _short(value: float) -> str:
    return f"{value:.3g}" if value < 1000 else f"{value:,.0f}"
