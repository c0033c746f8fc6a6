"""What is done to the app and to the empty window, and what is written down of it: seconds, bytes, counts."""

import time
from typing import Any, Final

from build.bench.app import scripts
from build.bench.app.conversation import TITLE, last_words
from build.bench.app.running import Running
from build.bench.app.smoothness import frames_a_second, longest_pause
from build.bench.app.subjects import Sample, Subject
from build.bench.cpu import cpu_share
from build.bench.memory import memory_of_tree

MESSAGES: Final = 10_000
LINES: Final = 4_000
SETTLE_S: Final = 25.0
"""A rest is what an app does all day: it begins when nothing of the start is left to do. The last of it, the reading of
the runtime's own files, comes 20 s after the start."""
REST_S: Final = 20.0
SCROLL_PX: Final = 9_600
SCROLL_PX_A_SECOND: Final = 2_400


def first_start(subject: Subject) -> Sample:
    """As for a new user: a profile that was never used."""
    with subject.shown(used=False) as (_, sample):
        return {f"first_{name}": seconds for name, seconds in sample.items()}


def start(subject: Subject) -> Sample:
    """To the window, to ready, and to the first word of an answer that is asked for then."""
    with subject.shown() as (app, sample):
        ready = app.page.value(scripts.READY) / 1e3
        token = app.page.value(scripts.FIRST_WORD) / 1e3
        return {**sample, "ready_s": ready - app.begun, "token_s": token - app.begun}


def start_empty(subject: Subject) -> Sample:
    """The same of a window without an agent."""
    with subject.shown() as (_, sample):
        return sample


def use(subject: Subject) -> Sample:
    """Let the app rest; open the long conversation, scroll in it, and add to it while it streams."""
    with subject.started() as app:
        app.page.value(scripts.READY)
        sample = _rest(app)
        opened = app.page.value(scripts.open_conversation(TITLE, last_words(MESSAGES)))
        sample |= {"open_s": opened / 1e3} | _scroll(app, -SCROLL_PX)
        app.page.value(scripts.RECORD)
        from_end = app.page.value(scripts.ASK_AND_WAIT)
        streamed = app.page.value(scripts.RECORDED)
        return {
            **sample,
            "stream_fps": frames_a_second(streamed["frames"]),
            "stream_long_s": [task / 1e3 for task in streamed["long"]],
            "stream_from_end_px": from_end,
            "chat_memory": memory_of_tree(app.process.pid).fields(),
        }


def use_empty(subject: Subject) -> Sample:
    """Let the empty window rest, and scroll in plain lines of text."""
    with subject.started() as program:
        program.page.value(scripts.PAINTED)
        sample = _rest(program)
        program.page.value(scripts.fill_with_lines(LINES))
        return sample | _scroll(program, SCROLL_PX)


def _rest(program: Running) -> Sample:
    time.sleep(SETTLE_S)
    return {
        "rest_cpu": cpu_share(program.process.pid, REST_S),
        "rest_memory": memory_of_tree(program.process.pid).fields(),
    }


def _scroll(program: Running, pixels: int) -> Sample:
    program.page.value(scripts.RECORD)
    program.page.scroll(pixels, SCROLL_PX_A_SECOND)
    scrolled: dict[str, Any] = program.page.value(scripts.RECORDED)
    return {
        "scroll_fps": frames_a_second(scrolled["frames"]),
        "scroll_pause_s": longest_pause(scrolled["frames"]) / 1e3,
        "scroll_long_s": [task / 1e3 for task in scrolled["long"]],
    }
