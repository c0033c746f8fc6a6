"""All runs: those that go on, and those that can still be replayed."""

import asyncio
import logging
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

from backend.agents.directory import AgentDirectory
from backend.agents.engine import ApprovalAnswer
from backend.problems import (
    ProblemError,
    agent_not_found,
    approval_not_found,
    conversation_busy,
    conversation_not_found,
    run_not_found,
    stopping,
)
from backend.protocol.rest import ConversationDetail, ConversationMessage, RunState
from backend.protocol.stream import RunStart, RunStarted
from backend.runs.engine_source import EngineSource
from backend.runs.event_log import EventLog
from backend.runs.limits import RunLimits
from backend.runs.pace import Pace
from backend.runs.reader import RunReader
from backend.runs.run import Run, RunSurroundings
from backend.runs.starts import Starts
from backend.runs.title import title_from
from backend.runs.turn import Question, SetupSource, TurnSources
from backend.runs.unstored import UnstoredEnds
from backend.store.database import Database
from backend.store.runs import ConversationGoneError, NewRun

_log = logging.getLogger(__name__)

_CLOSING_TIMEOUT_S: Final = 0.8


class RunRegistry:
    """Starts runs, finds them, and stops them. One run a conversation at a time."""

    def __init__(
        self,
        *,
        database: Database,
        engines: EngineSource,
        setups: SetupSource,
        agents: AgentDirectory,
        limits: RunLimits | None = None,
    ) -> None:
        self._database = database
        self._agents = agents
        self._limits = limits or RunLimits()
        self._unstored = UnstoredEnds(database.runs, self._limits.retry_store_s)
        self._around = RunSurroundings(
            database=database,
            sources=TurnSources(engines, setups, database.conversations),
            limits=self._limits,
            pace=Pace(self._limits.beginnings_a_round),
            on_over=self._release,
            on_unstored=self._unstored.add,
            on_end_read=self._forget,
        )
        self._live: dict[str, Run] = {}
        self._occupied: set[str] = set()
        self._starts = Starts(self._limits.remembered_starts)
        self._closing = False

    @property
    def statistics(self) -> dict[str, int]:
        """Counts for a support archive."""
        return {
            "running": len(self._live),
            "events_in_memory": sum(run.log.next_seq - run.log.first_seq for run in self._live.values()),
            "chars_in_memory": sum(run.log.chars for run in self._live.values()),
        }

    async def start(self, request: RunStart) -> RunReader:
        """Start a run, or find the one that this very request has started before; read it from the beginning.

        Raises:
            ProblemError: ``agent-not-found``, ``conversation-not-found``, ``conversation-busy``, ``stopping``.
            StoreError: It could not be stored.
        """
        await self._around.pace.turn()
        run_id = await self._starts.once(request, lambda: self._begin(request))
        try:
            return await self.resume(run_id, after=-1)
        except ProblemError:
            # It was remembered, but has been deleted with its conversation: then this is a new question.
            self._starts.forget(run_id)
            run_id = await self._starts.once(request, lambda: self._begin(request))
            return await self.resume(run_id, after=-1)

    async def resume(self, run_id: str, after: int) -> RunReader:
        """Read a run from the event after ``after`` on.

        Raises:
            ProblemError: ``run-not-found``.
        """
        live = self._live.get(run_id) or self._unstored.find(run_id)
        if live is not None:
            return RunReader(live, self._database.run_events, after)
        stored = await self._database.runs.find(run_id)
        if stored is None:
            raise run_not_found()
        state, next_seq = stored.state, stored.next_seq
        if state == "running":
            # It could not store its end, which is the one event that nobody can be given.
            state, next_seq = "interrupted", next_seq + 1
        log = EventLog(self._limits, next_seq, over=True)
        return RunReader(_EndedRun(run_id, log, state, self._forget), self._database.run_events, after)

    async def cancel(self, run_id: str) -> None:
        """Stop a run; one that is over already stays as it is.

        Raises:
            ProblemError: ``run-not-found``.
        """
        live = self._live.get(run_id)
        if live is not None:
            live.cancel()
        else:
            await self._must_exist(run_id)

    async def approve(self, run_id: str, call_id: str, answer: ApprovalAnswer) -> None:
        """Answer a tool that waits.

        Raises:
            ProblemError: ``run-not-found``, ``approval-not-found``.
        """
        live = self._live.get(run_id)
        if live is not None:
            live.approve(call_id, answer)
        else:
            await self._must_exist(run_id)
            raise approval_not_found()

    async def conversation(self, conversation_id: str) -> ConversationDetail | None:
        """Return a conversation with what its run has said so far; None where there is none."""
        running = {run.id: run for run in self._live.values() if run.conversation_id == conversation_id}
        detail = await self._database.conversations.get(conversation_id)
        if detail is None:
            return None
        if not running.keys() <= self._live.keys():
            # A run ended meanwhile and has forgotten its text, which what was read does not have yet.
            return await self.conversation(conversation_id)
        if not running:
            return self._unstored.complete(detail)
        return detail.model_copy(update={"messages": [_so_far(message, running) for message in detail.messages]})

    @asynccontextmanager
    async def without_runs(self, conversation_id: str) -> AsyncIterator[None]:
        """Stop the run of a conversation and let none begin in the block, which deletes it."""
        await self._starts.settled()
        while run := next((run for run in self._live.values() if run.conversation_id == conversation_id), None):
            run.cancel()
            await run.ended()
        self._occupied.add(conversation_id)
        try:
            yield
            self._unstored.forget(conversation_id)
        finally:
            self._occupied.discard(conversation_id)

    async def close(self) -> None:
        """Stop all runs as interrupted, within about a second; no new one starts."""
        self._closing = True
        await self._starts.settled()
        runs = list(self._live.values())
        for run in runs:
            run.interrupt()
        if runs:
            ends = [asyncio.ensure_future(run.ended()) for run in runs]
            _, late = await asyncio.wait(ends, timeout=_CLOSING_TIMEOUT_S)
            if late:
                _log.warning("runs did not end in time", extra={"runs": len(late)})
        await self._unstored.close()

    async def _begin(self, request: RunStart) -> str:
        agent = await self._agent(request.agent)
        if self._closing:
            raise stopping()
        wanted = request.conversation_id
        if wanted is not None:
            if wanted in self._occupied:
                raise conversation_busy()
            self._occupied.add(wanted)
        try:
            if wanted is not None:
                await self._unstored.store(wanted)
            run = await self._store_beginning(request, agent)
        except BaseException as error:
            self._occupied.discard(wanted or "")
            if isinstance(error, ConversationGoneError):
                raise conversation_not_found() from error
            raise
        self._occupied.add(run.conversation_id)
        self._live[run.id] = run
        return run.id

    async def _store_beginning(self, request: RunStart, agent: str) -> Run:
        new = NewRun(
            run_id=uuid.uuid4().hex,
            request_id=request.request_id,
            conversation_id=request.conversation_id,
            title=title_from(request.input),
            agent=agent,
            input=request.input,
        )

        def started(conversation_id: str) -> str:
            return RunStarted(
                run_id=new.run_id, seq=0, request_id=new.request_id, conversation_id=conversation_id, agent=agent
            ).model_dump_json()

        conversation_id = await self._database.runs.begin(new, started)
        is_first = request.conversation_id is None
        question = Question(new.run_id, conversation_id, agent, request.input, is_first)
        return Run(question, started(conversation_id), self._around)

    async def _agent(self, wanted: str | None) -> str:
        if wanted is None:
            return self._agents.default
        if not await self._agents.knows(wanted):
            raise agent_not_found(wanted)
        return wanted

    def _release(self, run_id: str, conversation_id: str) -> None:
        del self._live[run_id]
        self._occupied.discard(conversation_id)

    def _forget(self, run_id: str) -> None:
        self._starts.forget(run_id)

    async def _must_exist(self, run_id: str) -> None:
        if await self._database.runs.find(run_id) is None:
            raise run_not_found()


class _EndedRun:
    """A run that is over: all of its events are in the store."""

    def __init__(self, run_id: str, log: EventLog, state: RunState, on_end_read: Callable[[str], None]) -> None:
        self.id = run_id
        self.log = log
        self.state = state
        self._on_end_read = on_end_read

    def attach(self) -> None:
        """Do nothing: it needs no reader."""

    def detach(self, *, at_end: bool) -> None:
        """Tell when its end was read."""
        if at_end:
            self._on_end_read(self.id)


def _so_far(message: ConversationMessage, running: dict[str, Run]) -> ConversationMessage:
    run = running.get(message.run_id or "")
    if run is None or message.role == "user" or message.state != "running":
        return message
    return message.model_copy(update={"text": run.text, "parts": run.parts})
