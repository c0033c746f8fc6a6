"""The engine, which may still be loading when the first run wants it."""

import asyncio

from backend.agents.engine import AgentEngine
from backend.problems import engine_failed
from backend.protocol.process import EngineState


class EngineSource:
    """Where runs get the engine from. Used on the event loop only; it is loaded or fails once."""

    def __init__(self) -> None:
        self._engine: AgentEngine | None = None
        self._error: str | None = None
        self._settled = asyncio.Event()

    @property
    def state(self) -> EngineState:
        """Whether runs start at once, wait, or fail."""
        if self._engine is not None:
            return "ready"
        return "loading" if self._error is None else "failed"

    @property
    def error(self) -> str | None:
        """Why the engine could not be loaded: a sentence without secrets; None unless it failed."""
        return self._error

    def loaded(self, engine: AgentEngine) -> None:
        """Give the engine to all who wait."""
        self._engine = engine
        self._settled.set()

    def failed(self, reason: str) -> None:
        """Let all who wait fail; ``reason`` is a sentence that a user may read."""
        self._error = reason
        self._settled.set()

    async def get(self) -> AgentEngine:
        """Return the engine as soon as it is there.

        Raises:
            ProblemError: ``engine-failed``.
        """
        await self._settled.wait()
        if self._engine is None:
            raise engine_failed(self._error or "")
        return self._engine
