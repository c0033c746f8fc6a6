"""The figures as bars in an SVG that is readable on light and dark pages; pure.

It brings its own background, since a page that embeds it as an image may be light where the system is dark.
"""

from collections.abc import Sequence
from html import escape
from typing import Final

from build.bench.measures import Measure
from build.bench.report import number
from build.bench.results import Results

_COLUMNS: Final = 2
_WIDTH, _MARGIN, _GAP = 960, 24, 40
_LABEL, _VALUE, _ROW, _BAR = 170, 62, 22, 14
_TITLE: Final = 30
_STYLE: Final = """
    .page { fill: #ffffff; stroke: #d0d7de; }
    text { font: 13px system-ui, sans-serif; fill: #1f2328; }
    .title { font-weight: 600; }
    .other { fill: #8c959f; }
    .ours { fill: #0969da; }
    @media (prefers-color-scheme: dark) {
      .page { fill: #0d1117; stroke: #30363d; }
      text { fill: #e6edf3; }
      .other { fill: #6e7681; }
      .ours { fill: #4493f8; }
    }"""


def svg(results: Results) -> str:
    """One panel a measure, one bar a subject; ours stand out."""
    suite = results.suite
    panels = [panel for key in suite.plotted if (panel := _panel(results, suite.measure_of(key)))]
    width = (_WIDTH - 2 * _MARGIN - (_COLUMNS - 1) * _GAP) / _COLUMNS
    parts: list[str] = []
    top = float(_MARGIN)
    for first in range(0, len(panels), _COLUMNS):
        line = panels[first : first + _COLUMNS]
        for column, (title, bars) in enumerate(line):
            parts += _drawn(title, bars, suite.ours, (_MARGIN + column * (width + _GAP), top, width))
        top += _TITLE + _ROW * max(len(bars) for _, bars in line) + _MARGIN
    height = round(top)
    page = f'<rect class="page" x="0.5" y="0.5" width="{_WIDTH - 1}" height="{height - 1}" rx="8"/>'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img">'
    about = f"<title>{escape(suite.title)}</title>"
    return "\n".join([head, about, f"<style>{_STYLE}\n</style>", page, *parts, "</svg>", ""])


_Bar = tuple[str, str, float]
"""Key and title of a subject, and its figure."""


def _panel(results: Results, measure: Measure) -> tuple[str, list[_Bar]] | None:
    bars = [
        (key, title, results.figures[key][measure.key].value)
        for key, title in results.titles.items()
        if measure.key in results.figures[key]
    ]
    better = "more is better" if measure.rises else "less is better"
    title = f"{measure.label.replace('`', '')} ({better})"
    return (title, bars) if bars else None


def _drawn(title: str, bars: Sequence[_Bar], ours: frozenset[str], place: tuple[float, float, float]) -> list[str]:
    left, top, width = place
    longest = max(value for _, _, value in bars) or 1.0
    room = width - _LABEL - _VALUE
    drawn = [f'<text class="title" x="{left:.0f}" y="{top + 14:.0f}">{escape(title)}</text>']
    for row, (key, name, value) in enumerate(bars):
        y = top + _TITLE + row * _ROW
        kind, length = ("ours" if key in ours else "other"), max(room * value / longest, 1.0)
        drawn += [
            f'<text x="{left:.0f}" y="{y + 11:.0f}">{escape(name)}</text>',
            f'<rect class="{kind}" x="{left + _LABEL:.0f}" y="{y:.0f}" width="{length:.1f}" height="{_BAR}" rx="2"/>',
            f'<text x="{left + _LABEL + length + 6:.0f}" y="{y + 11:.0f}">{number(value)}</text>',
        ]
    return drawn
