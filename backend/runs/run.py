"""One run: it answers one input, whoever reads it."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from backend.agents.engine import ApprovalAnswer, ApprovalQuestion, TextProduced, ThoughtProduced, TurnFinished
from backend.protocol.rest import MessagePart, RunState
from backend.providers.errors import answer_too_long
from backend.runs.approvals import Approvals
from backend.runs.audience import Audience
from backend.runs.event_log import EventLog
from backend.runs.events import Said, stream_event
from backend.runs.limits import RunLimits
from backend.runs.outcome import CANCELLED, INTERRUPTED, Outcome, failed, finished
from backend.runs.pace import Pace
from backend.runs.storing import Storing
from backend.runs.turn import Question, TurnSources, take_turn, unstreamed_tail
from backend.store.database import Database
from backend.store.runs import RunEnd
from backend.store.transcript import Transcript

_log = logging.getLogger(__name__)

_EVENTS_WITHOUT_PAUSE: Final = 32


@dataclass(frozen=True, slots=True)
class RunSurroundings:
    """What a run works with, and whom it tells."""

    database: Database
    sources: TurnSources
    limits: RunLimits
    pace: Pace
    on_over: Callable[[str, str], None]
    """Called with run and conversation before the last event is shown: whoever sees it may start the next run."""
    on_unstored: "Callable[[Run, RunEnd], None]"
    """Called with a run whose end the disk refused, and that end, right after ``on_over``."""
    on_end_read: Callable[[str], None]
    """Called with the run when a reader was given its last event."""


class Run:
    """A run that goes on, from its first event (which is stored already) to its last."""

    def __init__(self, question: Question, started: str, surroundings: RunSurroundings) -> None:
        limits = surroundings.limits
        self.id = question.run_id
        self.conversation_id = question.conversation_id
        self.state: RunState = "running"
        self.log = EventLog(limits)
        self.log.append_stored(started)
        self._around = surroundings
        self._transcript = Transcript()
        self._approvals = Approvals(self._announce)
        self._audience = Audience(limits.grace_s, self._left_alone)
        self._chars = 0
        self._stopped_as: Outcome | None = None
        self._given_up = asyncio.get_running_loop().create_future()
        self._storing = Storing(self.id, self.log, surroundings.database.run_events, limits)
        self._work = asyncio.create_task(self._take_turn(question), name=f"run {self.id}")
        self._life = asyncio.create_task(self._live(), name=f"life of run {self.id}")

    @property
    def text(self) -> str:
        """What was said so far."""
        return self._transcript.text

    @property
    def parts(self) -> list[MessagePart]:
        """The message so far."""
        return self._transcript.parts

    def attach(self) -> None:
        """Count a reader: a run that has one is not given up."""
        self._audience.attach()

    def detach(self, *, at_end: bool) -> None:
        """Count a reader less."""
        self._audience.detach()
        if at_end:
            self._around.on_end_read(self.id)

    def cancel(self) -> None:
        """Stop as the user asked; does nothing when the run is about to end anyway."""
        self._stop(CANCELLED)

    def interrupt(self) -> None:
        """Stop because the program stops."""
        self._stop(INTERRUPTED)

    def approve(self, call_id: str, answer: ApprovalAnswer) -> None:
        """Answer a tool that waits.

        Raises:
            ProblemError: ``approval-not-found``.
        """
        self._approvals.reply(call_id, answer)

    async def ended(self) -> None:
        """Return when the run is over and stored."""
        await asyncio.shield(self._life)

    def _stop(self, outcome: Outcome) -> None:
        if self._stopped_as or self._work.done():
            return
        self._stopped_as = outcome
        self._work.cancel()
        asyncio.get_running_loop().call_later(self._around.limits.give_up_after_s, self._give_up)

    def _give_up(self) -> None:
        if not self._given_up.done():
            self._given_up.set_result(None)

    def _left_alone(self) -> None:
        _log.info("a run without a reader is cancelled", extra={"run_id": self.id})
        self.cancel()

    async def _take_turn(self, question: Question) -> TurnFinished:
        await self._around.pace.turn()
        turn = await take_turn(question, self._around.sources, self._approvals.ask, self._emit)
        if tail := unstreamed_tail(self.text, turn.text):
            await self._emit(TextProduced(tail, question.agent))
        # The task keeps what it returns for as long as anybody reads the run.
        return replace(turn, text="")

    async def _emit(self, said: Said) -> None:
        self._add(said)
        await self.log.has_room.wait()
        if self._stopped_as or self.log.next_seq % _EVENTS_WITHOUT_PAUSE == 0:
            # An engine that never waits would keep the loop for itself, and never hear that it is stopped.
            await asyncio.sleep(0)

    def _announce(self, question: ApprovalQuestion) -> None:
        self._add(question)

    def _add(self, said: Said) -> None:
        if self.state != "running" or self._stopped_as:
            return
        event = stream_event(said, self.id, self.log.next_seq)
        encoded = event.model_dump_json()
        self._transcript.add(event)
        self.log.append(encoded)
        self._chars += len(said.text) if isinstance(said, TextProduced | ThoughtProduced) else len(encoded)
        if self._chars > (limit := self._around.limits.run_chars):
            _log.warning("a run has grown too large and is ended", extra={"run_id": self.id})
            self._stop(failed(answer_too_long(limit), self.id))

    async def _live(self) -> None:
        await asyncio.wait({self._work, self._storing.task, self._given_up}, return_when=asyncio.FIRST_COMPLETED)
        outcome = self._outcome()
        await self._storing.stop()
        await self._end(outcome)

    def _outcome(self) -> Outcome:
        if not self._work.done():
            self._work.cancel()
            self._work.add_done_callback(_ended_late)
        if self._stopped_as:
            return self._stopped_as
        if not self._work.done():
            return failed(self._storing.task.exception() or asyncio.CancelledError(), self.id)
        if self._work.cancelled():
            return failed(asyncio.CancelledError(), self.id)
        error = self._work.exception()
        return failed(error, self.id) if error else finished(self._work.result())

    async def _end(self, outcome: Outcome) -> None:
        self.state = outcome.state
        self._audience.close()
        end = self._end_of(outcome)
        try:
            await self._around.database.runs.end(self.id, end)
            self.log.mark_stored(self.log.next_seq)
            is_stored = True
        except Exception as error:  # noqa: BLE001 - whatever it was, readers must not wait for ever
            outcome = failed(error, self.id)
            self.state = outcome.state
            end = self._end_of(outcome)
            is_stored = False
        self._around.on_over(self.id, self.conversation_id)
        # Whoever still reads has the store for it.
        self._transcript = Transcript()
        if is_stored:
            self.log.append_stored(end.events[-1])
        else:
            self._around.on_unstored(self, end)
            self.log.append(end.events[-1])
        self.log.end()

    def _end_of(self, outcome: Outcome) -> RunEnd:
        first, unstored = self.log.unstored()
        text = self.text
        last = outcome.last_event(self.id, self.log.next_seq, text).model_dump_json()
        return RunEnd(
            state=outcome.state,
            text=text,
            parts=self.parts,
            first_seq=first,
            events=[*unstored, last],
            problem=outcome.problem,
            usage=outcome.usage,
            finish_reason=outcome.finish_reason,
        )


def _ended_late(work: "asyncio.Task[TurnFinished]") -> None:
    error = None if work.cancelled() else work.exception()
    _log.warning("an engine ended after its run was given up", exc_info=error)
