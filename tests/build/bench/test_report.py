import json
from xml.etree import ElementTree as ET

import pytest

from build.bench import documents, plot, report
from build.bench.compiled.suite import SUITE
from build.bench.results import as_json
from build.bench.suites import SUITES
from build.blocks import with_block
from build.paths import ROOT
from tests.build.bench.examples import TITLES, results

FIGURES = """\
| measure | CPython source, eager | CPython source, ours | PyInstaller onedir, eager | Nuitka, ours |
|---|--:|--:|--:|--:|
| spawn to `/health`, ms | 500 (1.00) | 80.0 (0.16) | 520 (1.04) | 70.0 (0.14) |
| spawn to the first token, ms | 600 (1.00) | 500 (0.83) | 620 (1.03) | 480 (0.80) |
| spawn to ready, ms | 550 (1.00) | 450 (0.82) | 570 (1.04) | 430 (0.78) |
| `/health` p99 during the background import, ms | - | 1.00 | - | 6.20 |
| REST p50, ms | 0.50 (1.00) | 0.50 (1.00) | 0.50 (1.00) | 0.50 (1.00) |
| REST p99, ms | 0.50 (1.00) | 0.50 (1.00) | 0.50 (1.00) | 0.50 (1.00) |
| tokens a second, /s | 50,000 (1.00) | 50,000 (1.00) | 50,000 (1.00) | 49,000 (0.98) |
| memory at start: RSS, MB | 80.0 (1.00) | 80.0 (1.00) | 80.0 (1.00) | 80.0 (1.00) |
| memory at start: private dirty, MB | 60.0 (1.00) | 60.0 (1.00) | 62.0 (1.03) | 60.0 (1.00) |
| memory after ten chats: RSS, MB | 80.0 (1.00) | 80.0 (1.00) | 80.0 (1.00) | 80.0 (1.00) |
| memory after ten chats: private dirty, MB | 60.0 (1.00) | 60.0 (1.00) | 62.0 (1.03) | 60.0 (1.00) |
| size unpacked, MB | - | - | 116 | 52.0 |
| size as tar and zstd-19, MB | - | - | 38.5 | 14.0 |
| build time, cold, s | - | - | 42.0 | 120 |
| build time, warm, s | - | - | - | 30.0 |
| vendor's code recovered | all of it | all of it | 9 of 9 modules | 0 of 9 modules |"""

START = "<!-- bench:compiled:start -->"
END = "<!-- bench:compiled:end -->"

BARS = """\
| bar | limit | measured | verdict | reason |
|---|--:|--:|---|---|
| spawn to `/health`: Nuitka, ours against CPython source, eager, at most | 0.3 | 0.14 | met | |
| spawn to `/health`: Nuitka, ours against PyInstaller onedir, eager, at most | 0.28 | 0.13 | met | |
| spawn to the first token: Nuitka, ours against PyInstaller onedir, eager, at most | 0.8 | 0.77 | met | |
| tokens a second: Nuitka, ours against CPython source, ours, at least | 1 | 0.98 | missed | It rained. |
| memory after ten chats: private dirty: Nuitka, ours against PyInstaller onedir, eager, at most | 1 | 0.97 | met | |
| `/health` p99 during the background import: Nuitka, ours, at most | 5 ms | 6.20 ms | missed | |
| size unpacked: Nuitka, ours, at most | 60 MB | 52.0 MB | met | |
| size as tar and zstd-19: Nuitka, ours, at most | 16 MB | 14.0 MB | met | |
| build time, cold: Nuitka, ours, at most | 180 s | 120 s | met | |
| build time, warm: Nuitka, ours, at most | 45 s | 30.0 s | met | |
| start to ready: the app against the app, payload unchecked, at most | 1.1 | 1.20 | missed | |
| start to the first token: the app against the app, payload unchecked, at most | 1.1 | 1.18 | missed | |"""

APP_FIGURES = """\
| measure | the app | the app, payload unchecked |
|---|--:|--:|
| start to the window, ms | 900 (1.00) | 900 (1.00) |
| start to ready, ms | 1,200 (1.20) | 1,000 (1.00) |
| start to the first token, ms | 1,300 (1.18) | 1,100 (1.00) |"""


def checkout(folder):
    (folder / documents.FOLDER).mkdir(parents=True)
    for name in (documents.PAGE, documents.README):
        (folder / name).write_text(f"before\n{START}\nlast time\n{END}\nafter\n", encoding="utf-8")
    return folder


def test_the_figures_stand_beside_each_other_with_their_ratios():
    assert report.figures_table(results(), SUITE.tables[0]) == FIGURES


def test_a_bar_that_is_missed_is_said_to_be_missed_with_its_reason():
    found = results(**{"tokens-source": "It rained.", "unpacked": "Not shown: the bar is met."})
    assert report.bars_table(found) == BARS
    assert (
        "missed  tokens a second: Nuitka, ours against CPython source, ours, at least 1: 0.98"
        in report.for_terminal(found)
    )


def test_doubters_find_the_least_and_the_spread():
    assert "| spawn to `/health`, ms | 400, ±125 |" in report.figures_table(results(), SUITE.tables[2])


def test_the_documents_are_written_between_their_markers_only(tmp_path):
    documents.update(results(), checkout(tmp_path))
    page = (tmp_path / documents.PAGE).read_text(encoding="utf-8")
    readme = (tmp_path / documents.README).read_text(encoding="utf-8")
    for text in (page, readme):
        assert text.startswith(f"before\n{START}\n")
        assert text.endswith(f"\n{END}\nafter\n")
        assert "last time" not in text
        assert "Measured 2026-11-21 in 3 rounds on Example CPU, 2 cores" in text
    assert FIGURES in page
    assert APP_FIGURES in page
    assert "| vendor's code recovered | all of it |" in readme
    assert "REST p50" not in readme
    written = json.loads((tmp_path / documents.FOLDER / "compiled.json").read_text(encoding="utf-8"))
    assert written == json.loads(json.dumps(as_json(results())))
    assert [bar["key"] for bar in written["bars"] if bar["verdict"] == "missed"] == [
        "tokens-source",
        "health-p99",
        "payload-check-ready",
        "payload-check-token",
    ]


def test_the_documents_of_this_checkout_have_their_markers():
    places = [(documents.PAGE, suite) for suite in SUITES.values()]
    places += [(documents.README, suite) for suite in SUITES.values() if suite.in_readme]
    for name, suite in places:
        text = (ROOT / name).read_text(encoding="utf-8")
        assert with_block(text, "new", f"bench:{suite.key}", name.name) != text


def test_the_plot_has_a_bar_for_every_figure_in_proportion():
    namespace = {"svg": "http://www.w3.org/2000/svg"}
    drawn = ET.fromstring(plot.svg(results()))  # noqa: S314 - our own
    texts = [element.text for element in drawn.findall("svg:text", namespace)]
    for title in TITLES.values():
        assert texts.count(title) == (0 if "the app" in title else 4 if "CPython" in title else 6)
    health = [float(bar.attrib["width"]) for bar in drawn.findall("svg:rect", namespace)[1:5]]
    assert health == pytest.approx([health[2] * ratio for ratio in (500 / 520, 80 / 520, 1, 70 / 520)], abs=0.1)
    assert len(drawn.findall("svg:rect[@class='ours']", namespace)) == len(SUITE.plotted)
