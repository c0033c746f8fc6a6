"""The results as Markdown; pure."""

from collections.abc import Callable
from typing import Final

from build.bench.bars import Bar, Outcome, Verdict, ratio
from build.bench.results import Results
from build.bench.suite import Table

NONE: Final = "-"


def section(results: Results, plot: str) -> str:
    """The part of the page that a run writes: conditions, tables, the plot and the bars.

    Args:
        results: of one suite.
        plot: where the plot lies, seen from the page.
    """
    about = f"![{results.suite.title}, as bars]({plot})"
    tables = [block for table in results.suite.tables if (block := _with_heading(results, table))]
    return "\n\n".join([conditions(results), "### The bars", bars_table(results), *tables, about])


def figures_table(results: Results, table: Table) -> str:
    """One line a measure, one column a subject; no text at all where nothing of it was measured."""
    shown = [key for key in table.subjects if key in results.titles]
    cell = _spread_of(results) if table.spread else _figure_of(results, table.base)
    lines = []
    for key in table.measures:
        cells = [cell(key, subject) for subject in shown]
        if {*cells} - {NONE}:
            lines.append(_line(results.suite.measure_of(key).label, *cells))
    if not lines:
        return ""
    if table.remarks:
        lines += [
            _line(title, *(words.get(subject) or NONE for subject in shown)) for title, words in results.remarks.items()
        ]
    return "\n".join([_line("measure", *(results.titles[key] for key in shown)), _rule(len(shown)), *lines])


def bars_table(results: Results) -> str:
    """One line a bar: its limit, what was measured, the verdict, and the reason for a miss."""
    lines = [_line("bar", "limit", "measured", "verdict", "reason"), "|---|--:|--:|---|---|"]
    for outcome in results.outcomes:
        unit = _unit(outcome.bar, results)
        value = NONE if outcome.value is None else f"{number(outcome.value)}{unit}"
        reason = results.reasons.get(outcome.bar.key, "") if outcome.verdict is Verdict.MISSED else ""
        lines.append(
            _line(says(outcome.bar, results), f"{outcome.bar.limit:g}{unit}", value, outcome.verdict.value, reason)
        )
    return "\n".join(lines)


def conditions(results: Results) -> str:
    """One sentence on when and on what it was measured."""
    machine = results.machine
    rounds = f"{results.rounds} round{'s' * (results.rounds > 1)}"
    return (
        f"Measured {results.begun[:10]} in {rounds} on {machine['cpu']}, {machine['cores']} cores, "
        f"{machine['memory_gb']} GB, load {machine['load_at_start']} at the start, {machine['system']} "
        f"{machine['kernel']}, Python {machine['python']} ({machine['compiler']})."
    )


def says(bar: Bar, results: Results) -> str:
    """A bar in words."""
    suite = results.suite
    against = f" against {suite.titles[bar.against]}" if bar.against else ""
    return f"{suite.measure_of(bar.measure).title}: {suite.titles[bar.subject]}{against}, {_most(bar)}"


def for_terminal(results: Results) -> str:
    """Tables and verdicts, for a person who waits."""
    tables = [text for table in results.suite.tables if not table.spread and (text := figures_table(results, table))]
    verdicts = [f"{outcome.verdict.value:>12}  {_in_words(outcome, results)}" for outcome in results.outcomes]
    return "\n\n".join(["", f"{results.suite.title}. {conditions(results)}", *tables, "\n".join(verdicts)])


def number(value: float) -> str:
    """A number with as many digits as a person wants to compare."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _with_heading(results: Results, table: Table) -> str:
    text = figures_table(results, table)
    return "\n\n".join([f"### {table.title}", table.about, text]) if text else ""


def _in_words(outcome: Outcome, results: Results) -> str:
    bar, unit = outcome.bar, _unit(outcome.bar, results)
    value = "" if outcome.value is None else f": {number(outcome.value)}{unit}"
    return f"{says(bar, results)} {bar.limit:g}{unit}{value}"


def _most(bar: Bar) -> str:
    return f"at {'least' if bar.at_least else 'most'}"


def _unit(bar: Bar, results: Results) -> str:
    unit = results.suite.measure_of(bar.measure).unit
    return "" if bar.against or not unit else f" {unit}"


def _figure_of(results: Results, base: str | None) -> Callable[[str, str], str]:
    def cell(measure: str, subject: str) -> str:
        figure = results.figures[subject].get(measure)
        if figure is None:
            return NONE
        of_base = ratio(results.figures, measure, subject, base) if base else None
        return number(figure.value) if of_base is None else f"{number(figure.value)} ({of_base:.2f})"

    return cell


def _spread_of(results: Results) -> Callable[[str, str], str]:
    def cell(measure: str, subject: str) -> str:
        figure = results.figures[subject].get(measure)
        taken_once = figure is None or figure.rounds == 1 < results.rounds
        return NONE if figure is None or taken_once else f"{number(figure.least)}, ±{number(figure.spread / 2)}"

    return cell


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |".replace("|  |", "| |")


def _rule(columns: int) -> str:
    return "|---|" + "--:|" * columns
