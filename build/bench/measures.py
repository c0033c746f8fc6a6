"""What is measured, in which unit, and how the samples of all rounds come to one figure; pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from build.bench.samples import Figure, of_pooled, of_rounds

Sample = Mapping[str, Any]
Figures = Mapping[str, Mapping[str, Figure]]
"""By variant, then by measure."""

OfField = Callable[[Sequence[Any]], Figure]
"""From what the rounds have in one field of their samples."""


@dataclass(frozen=True)
class Measure:
    """One line of the table.

    Attributes:
        key: stable, for programs.
        title: for people.
        unit: ``ms``, ``MB``, ``s`` or ``/s``; samples are in seconds, bytes and counts a second.
        field: the field of a sample that it is made from; empty for what a build has once.
        figure: from that field of all samples of a variant.
        rises: whether more is better.
    """

    key: str
    title: str
    unit: str
    field: str = ""
    figure: OfField | None = None
    rises: bool = False


def _one(scale: float) -> OfField:
    return lambda rounds: of_rounds([value * scale for value in rounds])


def _memory(kind: str) -> OfField:
    return lambda rounds: of_rounds([memory[kind] / 1e6 for memory in rounds])


def _many(share: float) -> OfField:
    return lambda rounds: of_pooled([[value * 1e3 for value in values] for values in rounds], share)


TAKEN: Final = (
    Measure("health", "spawn to `/health`", "ms", "health_s", _one(1e3)),
    Measure("first_token", "spawn to the first token", "ms", "first_token_s", _one(1e3)),
    Measure("ready", "spawn to ready", "ms", "ready_s", _one(1e3)),
    Measure("health_p99", "`/health` p99 during the background import", "ms", "health_polls_s", _many(0.99)),
    Measure("rest_p50", "REST p50", "ms", "rest_s", _many(0.5)),
    Measure("rest_p99", "REST p99", "ms", "rest_s", _many(0.99)),
    Measure("tokens", "tokens a second", "/s", "tokens_per_s", _one(1), rises=True),
    Measure("rss_start", "memory at start: RSS", "MB", "memory_start", _memory("rss")),
    Measure("private_start", "memory at start: private dirty", "MB", "memory_start", _memory("private")),
    Measure("rss_chats", "memory after ten chats: RSS", "MB", "memory_chats", _memory("rss")),
    Measure("private_chats", "memory after ten chats: private dirty", "MB", "memory_chats", _memory("private")),
)
"""Those that every round takes of every variant."""

OF_APPS: Final = (
    Measure("app_window", "start to the window", "ms", "app_window_s", _one(1e3)),
    Measure("app_ready", "start to ready", "ms", "app_ready_s", _one(1e3)),
    Measure("app_token", "start to the first token", "ms", "app_token_s", _one(1e3)),
)
"""Those that every round takes of the packed app."""

OF_BUILDS: Final = (
    Measure("unpacked", "size unpacked", "MB"),
    Measure("zstd19", "size as tar and zstd-19", "MB"),
    Measure("build_cold", "build time, cold", "s"),
    Measure("build_warm", "build time, warm", "s"),
)
"""Those that a build has once."""

MEASURES: Final = {measure.key: measure for measure in (*TAKEN, *OF_BUILDS, *OF_APPS)}


def figures_of(samples: Sequence[Sample]) -> dict[str, Figure]:
    """Every measure that was taken of one variant or app, by its key."""
    return {
        measure.key: measure.figure([sample[measure.field] for sample in samples])
        for measure in (*TAKEN, *OF_APPS)
        if measure.figure and measure.field in samples[0]
    }
