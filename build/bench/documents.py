"""The documents that show the results: the page, the README's short table, and each suite's plot and figures."""

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from build.bench import plot, report
from build.bench.results import Results, as_json
from build.bench.suite import Table
from build.blocks import with_block
from build.paths import ROOT

PAGE: Final = Path("docs/benchmarks.md")
FOLDER: Final = Path("docs/benchmarks")
README: Final = Path("README.md")


def reasons(root: Path = ROOT) -> Mapping[str, str]:
    """Why bars are missed, by their keys, in the words of a person."""
    return tomllib.loads((root / FOLDER / "reasons.toml").read_text(encoding="utf-8"))


def update(results: Results, root: Path = ROOT) -> None:
    """Write the results of one suite into the documents of a checkout; what others wrote there stays.

    Raises:
        BuildError: a document has lost its markers.
    """
    suite = results.suite
    _replace(root / PAGE, report.section(results, f"{FOLDER.name}/{suite.key}.svg"), suite.key)
    if suite.in_readme:
        _replace(root / README, readme_block(results, suite.in_readme), suite.key)
    write_files(results, root / FOLDER, as_json(results))


def write_files(results: Results, folder: Path, figures: Mapping[str, object]) -> None:
    """Write the plot and the figures of one suite into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{results.suite.key}.svg").write_text(plot.svg(results), encoding="utf-8", newline="\n")
    text = json.dumps(figures, indent=2, ensure_ascii=False)
    (folder / f"{results.suite.key}.json").write_text(f"{text}\n", encoding="utf-8", newline="\n")


def readme_block(results: Results, table: Table) -> str:
    """The generated part of the README."""
    return f"{report.figures_table(results, table)}\n\n{report.conditions(results)}"


def _replace(document: Path, block: str, key: str) -> None:
    text = document.read_text(encoding="utf-8")
    document.write_text(with_block(text, block, f"bench:{key}", document.name), encoding="utf-8", newline="\n")
