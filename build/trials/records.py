"""What the trials of one run say of themselves, and the rows that they add up to.

``tests/trials.py`` and ``tests/e2e/support/trials.ts`` write a line of JSON for each test that ran:
``{"kind", "chapter", "what", "target", "tries_wanted", "count", "tries", "lost", "figures": {name: {"unit", "limit",
"values"}}}``, with ``quick`` or ``full`` for ``tries_wanted``.
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

SHIPPED: Final = {target: TARGETS[target] for target in ("compiled", "packaged")}


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
        figures: by name; of the targets on which all tries were made, if there are any, for a quick try may measure
            something smaller and be held to another limit.
        tried_quickly: the targets on which it was tried only as often as in every test run.
    """

    chapter: str
    what: str
    count: str
    tries: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    lost: int = 0
    figures: dict[str, Figure] = field(default_factory=dict)
    tried_quickly: set[str] = field(default_factory=set)


def read_rows(file: Path, kind: Kind) -> list[Row]:
    """The rows of one kind, in the order in which they were first tried; no file, no rows."""
    if not file.exists():
        return []
    records = (json.loads(line) for line in file.read_text(encoding="utf-8").splitlines())
    return _rows(record for record in records if record["kind"] == kind)


def _rows(records: Iterable[dict[str, Any]]) -> list[Row]:
    together: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for record in records:
        together[record["chapter"], record["what"]].append(record)
    return [_row(some) for some in together.values()]


def _row(records: list[dict[str, Any]]) -> Row:
    first = records[0]
    row = Row(first["chapter"], first["what"], first["count"])
    for record in records:
        row.tries[record["target"]] += record["tries"]
        row.lost += record["lost"]
        if record["tries_wanted"] == "quick":
            row.tried_quickly.add(record["target"])
    for record in _judged(records):
        for name, taken in record["figures"].items():
            row.figures.setdefault(name, Figure(taken["unit"], taken["limit"])).values.extend(taken["values"])
    return row


def _judged(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [record for record in records if record["tries_wanted"] == "full"] or records


def _short(value: float) -> str:
    return f"{value:.3g}" if value < 1000 else f"{value:,.0f}"
