"""What the tests of the store and of all above it share."""

import asyncio
import functools
from collections.abc import Awaitable, Callable
from typing import Any

from backend.protocol.rest import TextPart
from backend.protocol.stream import RunFinished, RunStarted, Token, Usage
from backend.store.database import Database
from backend.store.runs import NewRun, RunEnd


def in_loop(test: Callable[..., Awaitable[None]]) -> Callable[..., None]:
    """Run an async test in an event loop of its own."""

    @functools.wraps(test)
    def run(*arguments: Any, **named: Any) -> None:
        async def main() -> None:
            await test(*arguments, **named)

        asyncio.run(main())

    return run


async def begin_run(
    database: Database, run_id: str, text: str = "Hello", conversation_id: str | None = None, title: str = "A title"
) -> str:
    """Store the beginning of a run as the registry does; return the conversation's id."""

    def started(conversation: str) -> str:
        event = RunStarted(run_id=run_id, seq=0, request_id="q", conversation_id=conversation, agent="assistant")
        return event.model_dump_json()

    return await database.runs.begin(NewRun(run_id, "q", conversation_id, title, "assistant", text), started)


def token(run_id: str, seq: int, text: str) -> str:
    return Token(run_id=run_id, seq=seq, text=text, source="assistant").model_dump_json()


async def finish_run(database: Database, run_id: str, text: str, first_seq: int = 1) -> None:
    """Store the end of a run whose whole answer is one token."""
    last = RunFinished(run_id=run_id, seq=first_seq + 1, text=text, usage=Usage(), finish_reason="stop")
    end = RunEnd(
        state="finished",
        text=text,
        parts=[TextPart(text=text)],
        first_seq=first_seq,
        events=[token(run_id, first_seq, text), last.model_dump_json()],
        finish_reason="stop",
    )
    await database.runs.end(run_id, end)
