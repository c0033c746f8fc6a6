"""The app's window: what it takes beside an empty one, and how it carries a conversation of thousands of messages."""

from collections.abc import Sequence
from typing import Any, Final

from build.bench.app.empty_app import empty_app
from build.bench.bars import Bar
from build.bench.measures import Measure, named, one
from build.bench.samples import Figure, spread
from build.bench.suite import Measured, Request, Suite, Table
from build.bench.there import measured_there
from build.compile.build import compile_backend
from build.package.app import PRODUCT_EDITION, package_app
from build.unprivileged import as_user
from build.workbench import Workbench

_APP: Final = "app"
_EMPTY: Final = "empty"
_TITLES: Final = {_APP: "the packed app", _EMPTY: "an empty Electron window"}


def measure(bench: Workbench, request: Request) -> Measured:
    """Pack the app, put an empty window beside it on the same runtime, and measure both.

    Raises:
        BuildError: the app cannot be packed, or did not do what was asked of it.
    """
    (packed,) = package_app(bench, compile_backend(bench).folder, PRODUCT_EDITION)
    executables = {_APP: packed.executable, _EMPTY: empty_app(packed.executable)}
    commands = {key: as_user([executables[key]]) for key in request.subjects}
    plan = {"rounds": request.rounds, "seed": request.seed, "commands": commands}
    found = measured_there(bench, "build.bench.app", plan, display=True)
    return Measured(begun=found["begun"], machine=found["machine"], samples=found["samples"])


def _all_of(rounds: Sequence[Sequence[Any]]) -> Figure:
    """How many there were in all rounds together: a single one counts."""
    counts = [len(each) for each in rounds]
    return Figure(sum(counts), min(counts), spread(counts), len(counts))


_STARTS: Final = (
    Measure("window", "start to the window on the screen", "ms", "window_s", one(1e3)),
    Measure("interface", "start to the first text in it", "ms", "interface_s", one(1e3)),
    Measure("ready", "start to ready", "ms", "ready_s", one(1e3)),
    Measure("token", "start to the first word of an answer", "ms", "token_s", one(1e3)),
    Measure("first_window", "the very first start, to the window", "ms", "first_window_s", one(1e3)),
    Measure("first_interface", "the very first start, to the first text", "ms", "first_interface_s", one(1e3)),
)
_RESTS: Final = (
    Measure("rest_cpu", "processor at rest, of one core", "%", "rest_cpu", one(1e2)),
    Measure("rest_private", "memory at rest: private dirty", "MB", "rest_memory", named("private", 1e-6)),
    Measure("rest_rss", "memory at rest: RSS", "MB", "rest_memory", named("rss", 1e-6)),
    Measure(
        "chat_private", "memory after the long conversation: private dirty", "MB", "chat_memory", named("private", 1e-6)
    ),
    Measure("chat_rss", "memory after the long conversation: RSS", "MB", "chat_memory", named("rss", 1e-6)),
)
_LONG: Final = (
    Measure("open", "10,000 messages: click to the last one painted", "ms", "open_s", one(1e3)),
    Measure("scroll_fps", "frames a second while scrolling", "/s", "scroll_fps", one(), rises=True),
    Measure("scroll_pause", "the longest pause between two frames then", "ms", "scroll_pause_s", one(1e3)),
    Measure("scroll_long", "tasks over 50 ms while scrolling, all rounds", "", "scroll_long_s", _all_of),
    Measure("stream_fps", "frames a second while 500 tokens/s come in", "/s", "stream_fps", one(), rises=True),
    Measure("stream_long", "tasks over 50 ms while they come, all rounds", "", "stream_long_s", _all_of),
    Measure("stream_from_end", "how far from its end the thread stands after it, px", "", "stream_from_end_px", one()),
)


def _keys(measures: Sequence[Measure]) -> tuple[str, ...]:
    return tuple(each.key for each in measures)


SUITE: Final = Suite(
    key="app",
    title="The app beside an empty window",
    titles=_TITLES,
    ours=frozenset({_APP}),
    measures=(*_STARTS, *_RESTS, *_LONG),
    bars=(
        Bar("app-window", "window", 1.3, _APP, _EMPTY),
        Bar("app-rest-cpu", "rest_cpu", 0.5, _APP),
        Bar("app-scroll-frames", "scroll_fps", 0.95, _APP, _EMPTY, at_least=True),
        Bar("app-scroll-long-tasks", "scroll_long", 0, _APP),
        Bar("app-stream-long-tasks", "stream_long", 0, _APP),
    ),
    tables=(
        Table("The start", "In brackets: the ratio to the empty window.", _keys(_STARTS), tuple(_TITLES), _EMPTY),
        Table("At rest", "All processes together; nothing streams.", _keys(_RESTS), tuple(_TITLES)),
        Table(
            "A conversation of 10,000 messages", "The empty window scrolls plain lines.", _keys(_LONG), tuple(_TITLES)
        ),
        Table(
            "How far the rounds of the windows lie apart",
            "The smallest of the rounds, and half the range that the middle half of them covers.",
            _keys((*_STARTS, *_RESTS, *_LONG)),
            tuple(_TITLES),
            spread=True,
        ),
    ),
    plotted=("window", "interface", "rest_cpu", "rest_private", "scroll_fps"),
    rounds=3,
    measure=measure,
    windowed=frozenset(_TITLES),
)
