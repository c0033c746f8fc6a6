"""Stream what the planner decided, word by word, at a pace that people can follow."""

import asyncio
import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from typing import Final

from backend.providers.demo.planner import plan
from backend.providers.model import Completed, ModelEvent, TextDelta, ToolSpec, Turn

SECONDS_PER_TOKEN: Final = 0.022
_TOKEN: Final = re.compile(r"\s*\S+|\s+$")


class DemoModel:
    """The demo model as a ``ModelClient``.

    Args:
        seconds_per_token: the pause after each word; 0.022 is about 45 words a second.
        sleep: what pauses.
    """

    def __init__(
        self, seconds_per_token: float = SECONDS_PER_TOKEN, sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    ) -> None:
        self._pause = seconds_per_token
        self._sleep = sleep

    async def stream(self, turns: Sequence[Turn], tools: Sequence[ToolSpec]) -> AsyncGenerator[ModelEvent, None]:
        """Answer the turns; usage is counted in words."""
        planned = plan(turns, tools)
        words = _TOKEN.findall(planned.text)
        for word in words:
            yield TextDelta(word)
            await self._sleep(self._pause)
        yield Completed(
            text=planned.text,
            tool_calls=planned.tool_calls,
            finish_reason="tool_calls" if planned.tool_calls else "stop",
            input_tokens=sum(len(_TOKEN.findall(getattr(turn, "text", ""))) for turn in turns),
            output_tokens=len(words),
        )

    async def close(self) -> None:
        """Do nothing: there is nothing to release."""
