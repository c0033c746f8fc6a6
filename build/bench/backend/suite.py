"""The backend as a server: how it starts, streams, remembers and rests, and what it is held to."""

from collections.abc import Sequence
from typing import Final

from build.bench.backend.measures import ALL, AT_ONE_LENGTH, REMEMBERING, RESTING, STARTING, STREAMING
from build.bench.backend.subjects import (
    COMPILED,
    EAGER,
    NAIVE,
    OURS,
    PYTHON,
    SOURCE,
    TITLES,
    UVICORN,
    WEBSOCKETS,
    commands,
)
from build.bench.backend.work import ANSWER_TOKENS, ANSWERS, MESSAGES, REST_S, TOKENS_A_STREAM
from build.bench.bars import Bar
from build.bench.measures import Measure
from build.bench.suite import Measured, Request, Suite, Table
from build.bench.there import measured_there
from build.workbench import Workbench

_ROUNDS: Final = 7
_STARTED: Final = (SOURCE, COMPILED, EAGER, UVICORN, PYTHON)
_STREAMED: Final = (SOURCE, COMPILED, NAIVE)


def measure(bench: Workbench, request: Request) -> Measured:
    """Make what is missing, and measure the wanted subjects.

    Raises:
        BuildError: one of them could not be made, or did not run.
    """
    made, folder = commands(bench, request.subjects)
    plan = {
        "rounds": request.rounds,
        "seed": request.seed,
        "commands": made,
        "folder": str(folder),
        "tokens": TOKENS_A_STREAM,
        "answers": ANSWERS,
        "answer_tokens": ANSWER_TOKENS,
        "messages": MESSAGES,
        "rest_s": REST_S,
    }
    found = measured_there(bench, "build.bench.backend", plan, display=False)
    return Measured(found["begun"], found["machine"], found["samples"])


def _bars(subject: str) -> tuple[Bar, ...]:
    return (
        Bar(f"{subject}-health-eager", "health", 0.40, subject, EAGER),
        Bar(f"{subject}-health-uvicorn", "health", 1.1, subject, UVICORN),
        Bar(f"{subject}-stream-websockets", "tokens_1", 1.5, subject, WEBSOCKETS, at_least=True),
        Bar(f"{subject}-streams-lag", "lag_longest_50", 25.0, subject),
        Bar(f"{subject}-streams-first", "first_last_50", 150.0, subject),
        Bar(f"{subject}-streams-naive", "tokens_50", 2.0, subject, NAIVE, at_least=True),
        Bar(f"{subject}-streams-slowest", "slowest_200", 0.5, subject, at_least=True),
        *(
            Bar(f"{subject}-search-{kind}", f"search_{kind}", 50.0, subject)
            for kind in ("rare", "usual", "everywhere", "several", "missing", "short", "short_missing")
        ),
        Bar(f"{subject}-idle-cpu", "idle_cpu", 0.5, subject),
    )


def _keys(measures: Sequence[Measure]) -> tuple[str, ...]:
    return tuple(each.key for each in measures)


SUITE: Final = Suite(
    key="backend",
    title="The backend as a server",
    titles=TITLES,
    ours=OURS,
    measures=ALL,
    bars=(*_bars(SOURCE), *_bars(COMPILED)),
    tables=(
        Table(
            "From the spawn on",
            "In brackets: the ratio to a bare server on uvicorn and starlette.",
            _keys(STARTING),
            _STARTED,
            UVICORN,
        ),
        Table(
            "One stream",
            "20,000 tokens; in brackets: the ratio to a bare `websockets` server.",
            _keys(STREAMING[1]),
            (SOURCE, COMPILED, WEBSOCKETS, NAIVE),
            WEBSOCKETS,
        ),
        *(
            Table(
                f"{number} streams at once",
                f"{TOKENS_A_STREAM[number]:,} tokens each; in brackets: the ratio to the naive handler.",
                _keys(STREAMING[number]),
                _STREAMED,
                NAIVE,
            )
            for number in STREAMING
            if number > 1
        ),
        Table(
            "How the cost grows",
            "The more streams, the shorter they are: with their number grows the share of their beginnings and ends.",
            tuple(f"{kind}_{number}" for kind in ("cpu", "tokens", "private") for number in STREAMING),
            _STREAMED,
        ),
        Table(
            "How the cost grows at one length",
            f"{ANSWERS} answers of {ANSWER_TOKENS} tokens each time, so many at once.",
            _keys(AT_ONE_LENGTH),
            _STREAMED,
        ),
        Table("Replay and search", f"Among {MESSAGES:,} messages.", _keys(REMEMBERING), (SOURCE, COMPILED)),
        Table("At rest", "Ready, and nobody asks.", _keys(RESTING), (SOURCE, COMPILED)),
        Table(
            "How far the rounds of the backend lie apart",
            "The smallest of the rounds, and half the range that the middle half of them covers.",
            _keys(ALL),
            tuple(TITLES),
            spread=True,
        ),
    ),
    plotted=("health", "first_token", "tokens_1", "tokens_50", "first_last_50", "lag_longest_50", "cpu_50", "cpu_200"),
    rounds=_ROUNDS,
    measure=measure,
)
