"""The results as Markdown tables; pure."""

from collections.abc import Sequence
from typing import Final

from build.bench.bars import Bar, Outcome, Verdict, ratio
from build.bench.measures import MEASURES, OF_APPS, OF_BUILDS, TAKEN, Measure
from build.bench.results import Results
from build.bench.samples import Figure

BASE: Final = "cpython-eager"
SHORT: Final = ("health", "first_token", "tokens", "private_chats", "unpacked", "zstd19", "build_cold", "build_warm")
ALL: Final = tuple(measure.key for measure in (*TAKEN, *OF_BUILDS))
NONE: Final = "-"
_RECOVERED: Final = "vendor's code recovered"


def figures_table(results: Results, keys: Sequence[str] = ALL, variants: Sequence[str] | None = None) -> str:
    """One line a measure, one column a variant: the figure, and in brackets its ratio to the eager source."""
    shown = list(results.titles if variants is None else variants)
    lines = [_line("measure", *(results.titles[variant] for variant in shown)), _rule(len(shown))]
    for measure in (MEASURES[key] for key in keys):
        cells = [_figure_cell(results, measure, variant) for variant in shown]
        if set(cells) != {NONE}:
            lines.append(_line(f"{measure.title}, {measure.unit}", *cells))
    if any(results.recovered.values()):
        lines.append(_line(_RECOVERED, *(results.recovered.get(variant) or NONE for variant in shown)))
    return "\n".join(lines)


def apps_table(results: Results) -> str:
    """One line a measure of the packed app, one column an app: the figure, the least of the rounds and the spread."""
    lines = [_line("measure", *results.apps.values()), _rule(len(results.apps))]
    for measure in OF_APPS:
        figures = [results.figures[app].get(measure.key) for app in results.apps]
        cells = [f"{number(figure.value)} ({_spread_cell(figure)})" if figure else NONE for figure in figures]
        lines.append(_line(f"{measure.title}, {measure.unit}", *cells))
    return "\n".join(lines)


def spread_table(results: Results) -> str:
    """The smallest of the rounds and the interquartile range, for whoever doubts a figure."""
    lines = [_line("measure", *results.titles.values()), _rule(len(results.titles))]
    for measure in TAKEN:
        cells = [_spread_cell(results.figures[variant].get(measure.key)) for variant in results.titles]
        lines.append(_line(f"{measure.title}, {measure.unit}", *cells))
    return "\n".join(lines)


def bars_table(results: Results) -> str:
    """One line a bar: its limit, what was measured, the verdict, and the reason for a miss."""
    lines = [_line("bar", "limit", "measured", "verdict", "reason"), "|---|--:|--:|---|---|"]
    for outcome in results.outcomes:
        bar, limit = outcome.bar, f"{outcome.bar.limit:g}{_unit(outcome.bar)}"
        value = NONE if outcome.value is None else f"{number(outcome.value)}{_unit(bar)}"
        reason = results.reasons.get(bar.key, "") if outcome.verdict is Verdict.MISSED else ""
        lines.append(_line(says(bar, results), limit, value, outcome.verdict.value, reason))
    return "\n".join(lines)


def conditions(results: Results) -> str:
    """One sentence on when and on what it was measured."""
    machine = results.machine
    return (
        f"Measured {results.begun[:10]} in {results.rounds} rounds on {machine['cpu']}, {machine['cores']} cores, "
        f"{machine['memory_gb']} GB, load {machine['load_at_start']} at the start, {machine['system']} "
        f"{machine['kernel']}, Python {machine['python']} ({machine['compiler']})."
    )


def says(bar: Bar, results: Results) -> str:
    """A bar in words."""
    names = {**results.titles, **results.apps}
    against = f" against {names.get(bar.against, bar.against)}" if bar.against else ""
    return f"{MEASURES[bar.measure].title}{against}, at {'least' if bar.at_least else 'most'}"


def for_terminal(results: Results) -> str:
    """The bars as lines for a person who waits."""
    return "\n".join(f"{outcome.verdict.value:>12}  {_in_words(outcome, results)}" for outcome in results.outcomes)


def number(value: float) -> str:
    """A number with as many digits as a person wants to compare."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _in_words(outcome: Outcome, results: Results) -> str:
    bar = outcome.bar
    value = "" if outcome.value is None else f": {number(outcome.value)}{_unit(bar)}"
    return f"{says(bar, results)} {bar.limit:g}{_unit(bar)}{value}"


def _unit(bar: Bar) -> str:
    return "" if bar.against else f" {MEASURES[bar.measure].unit}"


def _figure_cell(results: Results, measure: Measure, variant: str) -> str:
    figure = results.figures[variant].get(measure.key)
    if figure is None:
        return NONE
    of_base = ratio(results.figures, measure.key, variant, BASE)
    return number(figure.value) if of_base is None else f"{number(figure.value)} ({of_base:.2f})"


def _spread_cell(figure: Figure | None) -> str:
    return NONE if figure is None else f"{number(figure.least)}, ±{number(figure.spread / 2)}"


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |".replace("|  |", "| |")


def _rule(columns: int) -> str:
    return "|---|" + "--:|" * columns
