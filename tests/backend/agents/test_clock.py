"""The clock."""

from datetime import UTC, datetime

import pytest

from backend.agents.tools.clock import ClockArguments, tell_time
from backend.agents.tools.tool import ToolContext, ToolError

CONTEXT = ToolContext(None, now=lambda: datetime(2026, 11, 20, 23, 5, 9, tzinfo=UTC))


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "asia/tokyo", "Tokyo", "tokyo"])
def test_a_zone_is_known_by_its_name_and_by_its_city(zone):
    told = tell_time(ClockArguments(zone=zone), CONTEXT)
    assert told == "It is 08:05:09 on Saturday, 21 November 2026 (Asia/Tokyo, UTC+09:00)."


def test_a_city_of_two_words():
    assert "18:05:09 on Friday" in tell_time(ClockArguments(zone="New York"), CONTEXT)


def test_without_a_zone_it_is_the_time_of_this_machine():
    local = CONTEXT.now().astimezone()
    assert f"It is {local:%H:%M:%S} on" in tell_time(ClockArguments(), CONTEXT)


@pytest.mark.parametrize("zone", ["Atlantis", "../../etc/passwd", "/etc/localtime"])
def test_an_unknown_zone_is_told(zone):
    with pytest.raises(ToolError, match="There is no time zone"):
        tell_time(ClockArguments(zone=zone), CONTEXT)


def test_utc_is_not_explained_by_itself():
    assert tell_time(ClockArguments(zone="UTC"), CONTEXT).endswith("20 November 2026 (UTC).")
