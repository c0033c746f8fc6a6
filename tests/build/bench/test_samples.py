import pytest

from build.bench.samples import of_pooled, of_rounds, percentile, spread


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([7], 0.5, 7),
        ([7], 0.99, 7),
        ([4, 1, 3, 2], 0.5, 2),
        ([4, 1, 3, 2], 0.51, 3),
        ([4, 1, 3, 2], 0, 1),
        (list(range(1, 101)), 0.99, 99),
        (list(range(1, 101)), 1, 100),
    ],
)
def test_a_percentile_is_a_value_that_was_measured(values, share, expected):
    assert percentile(values, share) == expected


def test_nothing_has_no_percentile():
    with pytest.raises(ValueError, match="no values"):
        percentile([], 0.5)


@pytest.mark.parametrize(("values", "expected"), [([5], 0), ([1, 2, 3, 4, 5], 2), ([1, 1, 1, 100], 24.75)])
def test_the_spread_is_that_of_the_middle_half(values, expected):
    assert spread(values) == expected


def test_rounds_come_to_their_median():
    figure = of_rounds([3.0, 1.0, 100.0])
    assert (figure.value, figure.least, figure.rounds) == (3.0, 1.0, 3)


def test_a_rare_event_is_looked_for_in_all_rounds_together():
    quiet, loud = [1.0] * 100, [1.0] * 98 + [9.0] * 2
    # In three rounds together it is 2 of 300 values: beyond the 99th percentile, though one round alone has it there.
    figure = of_pooled([quiet, quiet, loud], 0.99)
    assert (figure.value, figure.least, figure.rounds) == (1.0, 1.0, 3)
    assert of_pooled([loud], 0.99).value == 9.0
