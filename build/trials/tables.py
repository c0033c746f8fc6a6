"""The rows as Markdown: a table for each chapter, and a line that sums them up."""

from collections.abc import Iterable, Sequence

from build.trials.records import TARGETS, Row


def tables(rows: Sequence[Row]) -> str:
    """A heading and a table for each chapter, in the order in which the chapters were first met."""
    chapters = dict.fromkeys(row.chapter for row in rows)
    return "\n\n".join(
        f"### {chapter}\n\n{_table([row for row in rows if row.chapter == chapter])}" for chapter in chapters
    )


def total(rows: Sequence[Row]) -> str:
    """How much was tried and lost in all, in one sentence."""
    tries = sum(sum(row.tries.values()) for row in rows)
    failed = [row.what for row in rows if row.lost]
    lost = f"lost in {len(failed)}: {'; '.join(failed)}" if failed else "zero lost"
    return f"{len(rows)} rows, {tries:,} tries, {lost}."


def tried_quickly(rows: Sequence[Row]) -> str:
    """Which columns show few tries, in one sentence; empty if none does."""
    found = [title for target, title in TARGETS.items() if any(target in row.tried_quickly for row in rows)]
    if not found:
        return ""
    return f"On the {' and the '.join(found)}, only the few tries of every test run were made."


def _table(rows: Iterable[Row]) -> str:
    header = ["what is done", *(f"tries, {title}" for title in TARGETS.values()), "lost", "measured"]
    lines = [_line(header), "|---|" + "---:|" * (len(TARGETS) + 1) + "---|"]
    return "\n".join([*lines, *(_line(_cells(row)) for row in rows)])


def _cells(row: Row) -> list[str]:
    unit = "" if row.count == "tries" else f" {row.count}"
    tries = [f"{row.tries[target]:,}{unit}" if target in row.tries else "-" for target in TARGETS]
    figures = "; ".join(f"{name}: {figure}" for name, figure in row.figures.items())
    return [row.what, *tries, f"{row.lost}" if not row.lost else f"**{row.lost}**", figures]


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
