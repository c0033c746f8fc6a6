"""What "every first token" is held to: the worst of all rounds, not a usual one."""

import pytest

from build.bench.backend.suite import SUITE
from build.bench.bars import Verdict, judge
from build.bench.measures import figures_of


@pytest.mark.parametrize(
    ("field", "key", "usual_s", "worst_s"),
    [("first_tokens_s", "compiled-streams-first", 0.12, 0.151), ("lags_s", "compiled-streams-lag", 0.004, 0.026)],
)
def test_one_that_comes_too_late_in_one_of_many_rounds_misses_the_bar(field, key, usual_s, worst_s):
    rounds = [{"streams_50": {field: [usual_s] * 50}}] * 6 + [{"streams_50": {field: [usual_s] * 49 + [worst_s]}}]
    figures = {"compiled": figures_of(SUITE.measures, rounds)}
    (outcome,) = (one for one in judge(figures, SUITE.bars) if one.bar.key == key)
    assert outcome.value == pytest.approx(worst_s * 1e3)
    assert outcome.verdict is Verdict.MISSED
    usual = {"compiled": figures_of(SUITE.measures, rounds[:6])}
    (outcome,) = (one for one in judge(usual, SUITE.bars) if one.bar.key == key)
    assert outcome.verdict is Verdict.MET
