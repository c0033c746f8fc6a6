"""What is measured of the backend and of the programs beside it."""

from typing import Final

from build.bench.backend.work import TOKENS_A_STREAM
from build.bench.measures import Measure, OfField, many, named, one

MS: Final = 1e3
US: Final = 1e6
MB: Final = 1e-6

STARTING: Final = (
    Measure("health", "spawn to `/health`", "ms", "health_s", one(MS)),
    Measure("first_token", "spawn to the first token", "ms", "first_token_s", one(MS)),
)

RESTING: Final = (
    Measure("private_idle", "memory when ready: private dirty", "MB", "memory_idle", named("private", MB)),
    Measure("rss_idle", "memory when ready: RSS", "MB", "memory_idle", named("rss", MB)),
    Measure("private_chat", "memory after a chat: private dirty", "MB", "memory_chat", named("private", MB)),
    Measure("rss_chat", "memory after a chat: RSS", "MB", "memory_chat", named("rss", MB)),
    Measure("idle_cpu", "processor at rest, of one core", "%", "idle_cpu", one(100)),
)

REMEMBERING: Final = (
    Measure("replay", "replay of 1 MB after a lost socket", "ms", "replay_s", one(MS)),
    *(
        Measure(f"search_{kind}", f"search for {words}, the slowest", "ms", f"search_{kind}_s", one(MS))
        for kind, words in (
            ("rare", "a rare word"),
            ("usual", "a usual word"),
            ("everywhere", "a word that is everywhere"),
            ("several", "two or three words"),
            ("missing", "what is not there"),
            ("short", "two usual letters"),
            ("short_missing", "two letters that are nowhere"),
        )
    ),
)


def _streams(number: int) -> tuple[Measure, ...]:
    many_of_them = f"{number} stream{'s' if number > 1 else ''}"
    field = f"streams_{number}"

    def measure(key: str, title: str, unit: str, figure: OfField, *, rises: bool = False) -> Measure:
        return Measure(f"{key}_{number}", f"{many_of_them}: {title}", unit, field, figure, rises)

    return (
        measure("tokens", "tokens a second, together", "/s", named("tokens_per_s"), rises=True),
        measure("cpu", "processor time a token", "us", named("cpu_per_token_s", US)),
        measure("first_min", "first token, soonest", "ms", many(0.0, MS, "first_tokens_s")),
        measure("first_median", "first token, median", "ms", many(0.5, MS, "first_tokens_s")),
        measure("first_p99", "first token, p99", "ms", many(0.99, MS, "first_tokens_s")),
        measure("first_last", "first token, the last of all rounds", "ms", many(1.0, MS, "first_tokens_s")),
        measure("lag_median", "event-loop lag, median", "ms", many(0.5, MS, "lags_s")),
        measure("lag_p99", "event-loop lag, p99", "ms", many(0.99, MS, "lags_s")),
        measure("lag_longest", "event-loop lag, the longest of all rounds", "ms", many(1.0, MS, "lags_s")),
        measure("slowest", "pace of the slowest, the median's being 1", "", named("slowest"), rises=True),
        measure("private", "memory afterwards: private dirty", "MB", named("private", MB)),
    )


def _at_one_length(number: int) -> tuple[Measure, ...]:
    words, field = f"{number} at once", f"waves_{number}"
    return (
        Measure(f"wave_cpu_{number}", f"{words}: processor time a token", "us", field, named("cpu_per_token_s", US)),
        Measure(f"wave_tokens_{number}", f"{words}: tokens a second", "/s", field, named("tokens_per_s"), rises=True),
    )


STREAMING: Final = {number: _streams(number) for number in TOKENS_A_STREAM}
"""By the number of streams at once."""

AT_ONE_LENGTH: Final = tuple(one for number in TOKENS_A_STREAM for one in _at_one_length(number))

ALL: Final = (
    *STARTING,
    *RESTING,
    *REMEMBERING,
    *(one for each in STREAMING.values() for one in each),
    *AT_ONE_LENGTH,
)
