"""The documents that show the results: the page, the README's short table, the plot and the figures as JSON."""

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from build.bench import plot, report
from build.bench.blocks import with_block
from build.bench.results import Results, as_json
from build.paths import ROOT

PAGE: Final = Path("docs/benchmarks.md")
FOLDER: Final = Path("docs/benchmarks")
README: Final = Path("README.md")
_APPS: Final = (
    "The median; in brackets the least of the rounds, and half the range that the middle half of them covers."
)
IN_README: Final = ("cpython-eager", "cpython", "pyinstaller-onedir", "pyinstaller-onefile", "nuitka")


def reasons(root: Path = ROOT) -> Mapping[str, str]:
    """Why bars are missed, by their keys, in the words of a person."""
    return tomllib.loads((root / FOLDER / "reasons.toml").read_text(encoding="utf-8"))


def update(results: Results, root: Path = ROOT) -> None:
    """Write the results into the documents of a checkout.

    Raises:
        BuildError: a document has lost its markers.
    """
    for name, block in ((PAGE, page_block(results)), (README, readme_block(results))):
        text = (root / name).read_text(encoding="utf-8")
        (root / name).write_text(with_block(text, block, name.name), encoding="utf-8", newline="\n")
    (root / FOLDER / "compiled.svg").write_text(plot.svg(results), encoding="utf-8", newline="\n")
    figures = json.dumps(as_json(results), indent=2, ensure_ascii=False)
    (root / FOLDER / "compiled.json").write_text(f"{figures}\n", encoding="utf-8", newline="\n")


def page_block(results: Results) -> str:
    """The generated part of the page."""
    apps = ["## The packed app", _APPS, report.apps_table(results)] if results.apps else []
    return "\n\n".join(
        [
            report.conditions(results),
            "## The figures",
            "In brackets: the ratio to the eager source.",
            report.figures_table(results),
            f"![The figures as bars]({FOLDER.name}/compiled.svg)",
            *apps,
            "## The bars",
            report.bars_table(results),
            "## How far the rounds lie apart",
            "The smallest of the rounds, and half the range that the middle half of them covers.",
            report.spread_table(results),
        ]
    )


def readme_block(results: Results) -> str:
    """The generated part of the README."""
    shown = [key for key in IN_README if key in results.titles]
    return f"{report.figures_table(results, report.SHORT, shown)}\n\n{report.conditions(results)}"
