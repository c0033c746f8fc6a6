import io

import pytest

from build.progress import HEARTBEAT_SECONDS, seconds, step


class Terminal(io.StringIO):
    def isatty(self):
        return True


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def test_without_a_terminal_a_step_is_plain_lines_with_a_heartbeat():
    stream, clock = io.StringIO(), Clock()
    with step("Installing", stream=stream, clock=clock) as current:
        current.update("1 of 9")
        clock.now = HEARTBEAT_SECONDS
        current.update("5 of 9")
        clock.now += 1
        current.update("6 of 9")
    assert stream.getvalue().splitlines() == [
        "Installing ...",
        "Installing: 5 of 9 (10.0 s)",
        "Installing: done (11.0 s)",
    ]


def test_on_a_terminal_it_is_one_line_that_changes():
    stream, clock = Terminal(), Clock()
    with step("Installing", stream=stream, clock=clock) as current:
        clock.now = 1
        current.update("1 of 9")
    text = stream.getvalue()
    assert text.count("\n") == 1
    assert "\r\x1b[KInstalling: 1 of 9 (1.0 s)" in text


@pytest.mark.parametrize(("error", "word"), [(ValueError, "failed"), (KeyboardInterrupt, "interrupted")])
def test_a_step_that_does_not_end_well_says_so(error, word):
    stream = io.StringIO()
    with pytest.raises(error), step("Installing", stream=stream, clock=Clock()):
        raise error
    assert stream.getvalue().splitlines()[-1] == f"Installing: {word} (0.0 s)"


@pytest.mark.parametrize(("duration", "text"), [(0.04, "0.0 s"), (99.9, "99.9 s"), (125.4, "2 min 05 s")])
def test_durations_are_for_people(duration, text):
    assert seconds(duration) == text
