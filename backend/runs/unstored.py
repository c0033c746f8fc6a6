"""Ends of runs that the disk refused: kept in memory, and stored as soon as it takes them."""

import asyncio
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backend.protocol.rest import ConversationDetail, ConversationMessage
from backend.store.runs import RunEnd, Runs
from backend.store.trouble import StoreError

if TYPE_CHECKING:
    from backend.runs.run import Run

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class UnstoredEnd:
    """A run that is over for its readers, and still goes on for the store."""

    run: "Run"
    end: RunEnd


class UnstoredEnds:
    """Tries again and again, for a full disk is a passing trouble; used on the event loop only.

    Args:
        runs: the store.
        retry_s: the pause between two tries, in seconds.
    """

    def __init__(self, runs: Runs, retry_s: float) -> None:
        self._runs = runs
        self._retry_s = retry_s
        self._waiting: dict[str, UnstoredEnd] = {}
        self._storing = asyncio.Lock()
        self._retrying: asyncio.Task[None] | None = None

    def add(self, run: "Run", end: RunEnd) -> None:
        """Keep an end until it is stored."""
        self._waiting[run.id] = UnstoredEnd(run, end)
        if self._retrying is None or self._retrying.done():
            self._retrying = asyncio.create_task(self._retry(), name="store ends of runs")

    def find(self, run_id: str) -> "Run | None":
        """Return the run, if its end waits."""
        waiting = self._waiting.get(run_id)
        return waiting.run if waiting else None

    async def store(self, conversation_id: str | None = None) -> None:
        """Store what waits: all of it, or what belongs to a conversation.

        Raises:
            StoreError: the disk still refuses.
        """
        async with self._storing:
            for run_id, waiting in list(self._waiting.items()):
                if conversation_id in {None, waiting.run.conversation_id}:
                    await self._store(waiting)
                    self._waiting.pop(run_id, None)

    def forget(self, conversation_id: str) -> None:
        """Drop what belongs to a conversation that has been deleted."""
        for run_id in [key for key, waiting in self._waiting.items() if waiting.run.conversation_id == conversation_id]:
            del self._waiting[run_id]

    def complete(self, detail: ConversationDetail) -> ConversationDetail:
        """Return the conversation as it will be when all is stored."""
        ends = {run_id: waiting.end for run_id, waiting in self._waiting.items()}
        if not any(message.run_id in ends for message in detail.messages):
            return detail
        messages = [_ended(message, ends.get(message.run_id or "")) for message in detail.messages]
        active = None if detail.active_run_id in ends else detail.active_run_id
        return detail.model_copy(update={"messages": messages, "active_run_id": active})

    async def close(self) -> None:
        """Try a last time; what the disk refuses now is told in the log, and its run will count as interrupted."""
        async with self._storing:
            if self._retrying is not None:
                self._retrying.cancel()
        try:
            await self.store()
        except StoreError as error:
            _log.error("ends of runs could not be stored", extra={"runs": len(self._waiting)}, exc_info=error)

    async def _store(self, waiting: UnstoredEnd) -> None:
        log = waiting.run.log
        try:
            await self._runs.end(waiting.run.id, waiting.end)
            log.mark_stored(log.next_seq)
        except StoreError as error:
            if error.trouble != "other":
                raise
            # It is not the disk, so it will never do: such as a conversation that has been deleted.
            _log.error("the end of a run cannot be stored", extra={"run_id": waiting.run.id}, exc_info=error)

    async def _retry(self) -> None:
        while self._waiting:
            await asyncio.sleep(self._retry_s)
            try:
                await self.store()
            except Exception as error:  # noqa: BLE001 - whatever it was, such as too little memory, it may pass
                _log.warning("the disk still refuses: %s", error)


def _ended(message: ConversationMessage, end: RunEnd | None) -> ConversationMessage:
    if end is None or message.role == "user":
        return message
    return message.model_copy(update={"text": end.text, "parts": end.parts, "state": end.state, "problem": end.problem})
