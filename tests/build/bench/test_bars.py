import pytest

from build.bench.bars import BARS, Bar, Verdict, judge
from build.bench.measures import MEASURES
from build.bench.samples import Figure
from build.bench.variants import APPS, TITLES


def figures(**values):
    return {key.replace("_", "-"): {"tokens": Figure(value, value, 0.0, 1)} for key, value in values.items()}


@pytest.mark.parametrize(
    ("bar", "values", "expected", "verdict"),
    [
        (Bar("x", "tokens", 10.0), {"nuitka": 10.0}, 10.0, Verdict.MET),
        (Bar("x", "tokens", 10.0), {"nuitka": 10.1}, 10.1, Verdict.MISSED),
        (Bar("x", "tokens", 10.0, at_least=True), {"nuitka": 10.0}, 10.0, Verdict.MET),
        (Bar("x", "tokens", 10.0, at_least=True), {"nuitka": 9.9}, 9.9, Verdict.MISSED),
        (Bar("x", "tokens", 0.3, "cpython-eager"), {"nuitka": 3.0, "cpython_eager": 10.0}, 0.3, Verdict.MET),
        (Bar("x", "tokens", 0.3, "cpython-eager"), {"nuitka": 4.0, "cpython_eager": 10.0}, 0.4, Verdict.MISSED),
        (Bar("x", "tokens", 0.3, "cpython-eager"), {"nuitka": 3.0}, None, Verdict.NOT_MEASURED),
        (Bar("x", "tokens", 0.3, "cpython-eager"), {"nuitka": 3.0, "cpython_eager": 0.0}, None, Verdict.NOT_MEASURED),
        (Bar("x", "tokens", 0.3), {"cpython": 3.0}, None, Verdict.NOT_MEASURED),
        (Bar("x", "health", 0.3), {"nuitka": 3.0}, None, Verdict.NOT_MEASURED),
    ],
)
def test_a_bar_is_met_missed_or_not_measured(bar, values, expected, verdict):
    [outcome] = judge(figures(**values), (bar,))
    assert outcome.verdict is verdict
    assert outcome.value == (None if expected is None else pytest.approx(expected))


def test_every_bar_is_about_something_that_is_measured():
    assert {bar.measure for bar in BARS} <= set(MEASURES)
    assert {bar.against for bar in BARS if bar.against} <= {*TITLES, *APPS}
    assert {bar.subject for bar in BARS} <= {*TITLES, *APPS}
    assert len({bar.key for bar in BARS}) == len(BARS)
