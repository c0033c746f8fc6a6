"""How long a server that is asked too often asks to wait."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from backend.providers.openai_compatible.failures import from_status, seconds_to_wait

NOW = datetime(2026, 11, 30, 12, 0, 0, 500_000, UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("1", 1),
        (" 20 ", 20),
        ("0", 0),
        # The three forms of a date: of today, of RFC 850, of C's asctime.
        ("Mon, 30 Nov 2026 12:01:00 GMT", 60),
        ("Monday, 30-Nov-26 12:01:00 GMT", 60),
        ("Mon Nov 30 12:01:00 2026", 60),
        ("Mon, 30 Nov 2026 13:01:00 +0100", 60),
        ("Mon, 30 Nov 2026 12:01:00 -0000", 60),
        ("Mon, 30 Nov 2026 11:59:00 GMT", 0),
        ("", 0),
        ("-5", 0),
        ("1.5", 0),
        ("soon", 0),
        ("9" * 5000, 0),
        ("Mon, 99 Nov 2026 12:01:00 GMT", 0),
        ("Mon, 30 Nov 99999999999999999999 12:01:00 GMT", 0),
        ("Mon, 30 Nov 2026 12:01:00 +9999999999", 0),
    ],
)
def test_seconds_and_dates_are_read_and_nonsense_is_not(header, seconds):
    assert seconds_to_wait(header, NOW) == seconds


def told(retry_after):
    return from_status(429, b"", retry_after, None).detail


def test_the_wait_is_told_in_words():
    assert "It asks to wait 1 second. " in told("1")
    assert "It asks to wait 20 seconds. " in told("20")
    assert "asks to wait" not in told("0") + told("soon") + told(None)


def test_a_date_is_counted_from_now():
    in_an_hour = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    seconds = int(told(in_an_hour).partition("asks to wait ")[2].partition(" ")[0])
    assert 3500 < seconds <= 3600
