"""What is measured of the backend's builds and of the packed app."""

from typing import Final

from build.bench.measures import Measure, OfField, many, named, one

MS: Final = 1e3


def _memory(kind: str) -> OfField:
    return named(kind, 1e-6)


TAKEN: Final = (
    Measure("health", "spawn to `/health`", "ms", "health_s", one(MS)),
    Measure("first_token", "spawn to the first token", "ms", "first_token_s", one(MS)),
    Measure("ready", "spawn to ready", "ms", "ready_s", one(MS)),
    Measure("health_p99", "`/health` p99 during the background import", "ms", "health_polls_s", many(0.99, MS)),
    Measure("rest_p50", "REST p50", "ms", "rest_s", many(0.5, MS)),
    Measure("rest_p99", "REST p99", "ms", "rest_s", many(0.99, MS)),
    Measure("tokens", "tokens a second", "/s", "tokens_per_s", one(), rises=True),
    Measure("rss_start", "memory at start: RSS", "MB", "memory_start", _memory("rss")),
    Measure("private_start", "memory at start: private dirty", "MB", "memory_start", _memory("private")),
    Measure("rss_chats", "memory after ten chats: RSS", "MB", "memory_chats", _memory("rss")),
    Measure("private_chats", "memory after ten chats: private dirty", "MB", "memory_chats", _memory("private")),
)
"""Those that every round takes of every variant."""

OF_APPS: Final = (
    Measure("app_window", "start to the window", "ms", "app_window_s", one(MS)),
    Measure("app_ready", "start to ready", "ms", "app_ready_s", one(MS)),
    Measure("app_token", "start to the first token", "ms", "app_token_s", one(MS)),
)
"""Those that every round takes of the packed app."""

OF_BUILDS: Final = (
    Measure("unpacked", "size unpacked", "MB"),
    Measure("zstd19", "size as tar and zstd-19", "MB"),
    Measure("build_cold", "build time, cold", "s"),
    Measure("build_warm", "build time, warm", "s"),
)
"""Those that a build has once."""
