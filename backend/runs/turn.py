"""One turn of an agent: from the question to the last word."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass

from backend.agents.engine import AgentEvent, Approver, TurnFinished, TurnRequest
from backend.providers.model import ModelClient
from backend.runs.engine_source import EngineSource
from backend.runs.events import Said, encodable
from backend.runs.history import history_before
from backend.store.conversations import Conversations


@dataclass(frozen=True, slots=True)
class TurnSetup:
    """What the settings say when a run begins."""

    model: ModelClient
    workspace: str | None


SetupSource = Callable[[], Awaitable[TurnSetup]]
"""Returns the setup for the current settings; raises ``ModelError`` when they are not complete."""


@dataclass(frozen=True, slots=True)
class TurnSources:
    """Where a turn gets what it needs."""

    engines: EngineSource
    setups: SetupSource
    conversations: Conversations


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, by which run, of whom; ``is_first`` in its conversation."""

    run_id: str
    conversation_id: str
    agent: str
    input: str
    is_first: bool = False


class EngineEndedEarlyError(Exception):
    """An engine broke its contract: its last event was not ``TurnFinished``."""


async def take_turn(
    question: Question,
    sources: TurnSources,
    approve: Approver,
    emit: Callable[[Said], Awaitable[None]],
) -> TurnFinished:
    """Wait for the engine, answer the question, and give each event to ``emit`` as it comes.

    Stopped by cancelling its task; engine and model are closed then.

    Raises:
        ProblemError: ``engine-failed``, ``key-storage-failed``.
        ModelError: The model could not answer, or is not configured.
        EngineEndedEarlyError: The engine broke its contract.
    """
    engine = await sources.engines.get()
    past = [] if question.is_first else await sources.conversations.messages(question.conversation_id)
    async with AsyncExitStack() as stack:
        setup = await sources.setups()
        stack.push_async_callback(setup.model.close)
        request = TurnRequest(
            agent=question.agent,
            input=question.input,
            history=history_before(past, question.run_id),
            model=setup.model,
            workspace=setup.workspace,
            approve=approve,
        )
        events = engine.run(request)
        stack.push_async_callback(_close, events)
        return await _pass_on(events, emit)


async def _pass_on(events: AsyncIterator[AgentEvent], emit: Callable[[Said], Awaitable[None]]) -> TurnFinished:
    async for event in events:
        if isinstance(event, TurnFinished):
            return event
        await emit(event)
    raise EngineEndedEarlyError


async def _close(events: AsyncIterator[AgentEvent]) -> None:
    # An engine need not be a generator; one that is must be closed in the task that read it.
    close = getattr(events, "aclose", None)
    if close is not None:
        await close()


def unstreamed_tail(streamed: str, whole: str) -> str:
    """Return what an engine says only at the end, so that the pieces always make up the whole.

    What was streamed is what the user saw: a whole that is not its continuation changes nothing.
    """
    whole = encodable(whole)
    return whole[len(streamed) :] if whole.startswith(streamed) else ""
