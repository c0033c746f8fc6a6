import pytest

from build.bench import documents
from build.bench.bars import Bar, Verdict, judge
from build.bench.samples import Figure
from build.bench.suites import SUITES

EAGER = "cpython-eager"


def figures(**values):
    return {key.replace("_", "-"): {"tokens": Figure(value, value, 0.0, 1)} for key, value in values.items()}


@pytest.mark.parametrize(
    ("bar", "values", "expected", "verdict"),
    [
        (Bar("x", "tokens", 10.0, "nuitka"), {"nuitka": 10.0}, 10.0, Verdict.MET),
        (Bar("x", "tokens", 10.0, "nuitka"), {"nuitka": 10.1}, 10.1, Verdict.MISSED),
        (Bar("x", "tokens", 10.0, "nuitka", at_least=True), {"nuitka": 10.0}, 10.0, Verdict.MET),
        (Bar("x", "tokens", 10.0, "nuitka", at_least=True), {"nuitka": 9.9}, 9.9, Verdict.MISSED),
        (Bar("x", "tokens", 0.3, "nuitka", EAGER), {"nuitka": 3.0, "cpython_eager": 10.0}, 0.3, Verdict.MET),
        (
            Bar("x", "tokens", 0.3, "nuitka", "cpython-eager"),
            {"nuitka": 4.0, "cpython_eager": 10.0},
            0.4,
            Verdict.MISSED,
        ),
        (Bar("x", "tokens", 0.3, "nuitka", EAGER), {"nuitka": 3.0}, None, Verdict.NOT_MEASURED),
        (
            Bar("x", "tokens", 0.3, "nuitka", "cpython-eager"),
            {"nuitka": 3.0, "cpython_eager": 0.0},
            None,
            Verdict.NOT_MEASURED,
        ),
        (Bar("x", "tokens", 0.3, "nuitka"), {"cpython": 3.0}, None, Verdict.NOT_MEASURED),
        (Bar("x", "health", 0.3, "nuitka"), {"nuitka": 3.0}, None, Verdict.NOT_MEASURED),
    ],
)
def test_a_bar_is_met_missed_or_not_measured(bar, values, expected, verdict):
    [outcome] = judge(figures(**values), (bar,))
    assert outcome.verdict is verdict
    assert outcome.value == (None if expected is None else pytest.approx(expected))


@pytest.mark.parametrize("suite", SUITES.values(), ids=SUITES)
def test_a_suite_names_only_what_it_measures(suite):
    measures = {measure.key for measure in suite.measures}
    tables = [*suite.tables, *([suite.in_readme] if suite.in_readme else [])]
    assert len(measures) == len(suite.measures)
    assert {bar.measure for bar in suite.bars} <= measures
    assert {key for table in tables for key in table.measures} <= measures
    assert {*suite.plotted} <= measures
    subjects = {bar.subject for bar in suite.bars} | {bar.against for bar in suite.bars if bar.against}
    subjects |= {key for table in tables for key in (*table.subjects, *([table.base] if table.base else []))}
    assert subjects | suite.ours | suite.windowed <= {*suite.titles}


def test_a_reason_is_written_down_for_one_bar_only():
    keys = [bar.key for suite in SUITES.values() for bar in suite.bars]
    assert len({*keys}) == len(keys)
    assert {*documents.reasons()} <= {*keys}
