"""One socket: follows what the client says, and sends the runs that it reads."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from typing import Final

from backend.agents.engine import ApprovalAnswer
from backend.problems import ProblemError, in_stream, internal, storage_failed
from backend.protocol.brief import brief_event
from backend.protocol.stream import ApprovalReply, Error, RunCancel, RunResume, RunStart
from backend.runs.reader import RunReader
from backend.runs.registry import RunRegistry
from backend.store.trouble import StoreError
from backend.stream.incoming import Incoming

_log = logging.getLogger(__name__)

_SENT_WITHOUT_PAUSE: Final = 32

SendText = Callable[[str], Awaitable[None]]
"""Sends one text frame; waits while the socket is full; raises ``SocketGoneError`` when there is no socket any more."""


class SocketGoneError(Exception):
    """The client has closed the socket, or is lost."""


class Session:
    """Reads any number of runs; each has a task that pulls its events and sends them.

    There are no queues: a task takes the next events when the socket has taken the last ones. The lock is fair, so
    the runs of a socket take turns.
    """

    def __init__(self, registry: RunRegistry, send: SendText) -> None:
        self._registry = registry
        self._send_text = send
        self._sending = asyncio.Lock()
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def follow(self, message: Incoming | Error) -> None:
        """Do what the client said, or tell it why not.

        Raises:
            SocketGoneError: The answer could not be sent.
        """
        if isinstance(message, Error):
            await self._send(message.model_dump_json())
            return
        try:
            await self._do(message)
        except ProblemError as error:
            await self._refuse(message, error)
        except StoreError as error:
            _log.error("the store refused", exc_info=error)
            await self._refuse(message, storage_failed(error.trouble))
        except SocketGoneError:
            raise
        except Exception:  # noqa: BLE001 - our own mistake must not cost the client its socket
            _log.exception("a message could not be followed")
            await self._refuse(message, internal())

    async def close(self) -> None:
        """Stop reading: from now on the runs count the client as gone."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    async def _do(self, message: Incoming) -> None:
        match message:
            case RunStart():
                self._read(await self._registry.start(message), whole_text=message.whole_text)
            case RunResume():
                reader = await self._registry.resume(message.run_id, message.after)
                self._read(reader, whole_text=message.whole_text)
            case RunCancel():
                await self._registry.cancel(message.run_id)
            case ApprovalReply():
                answer = ApprovalAnswer(approved=message.approved, reason=message.reason)
                await self._registry.approve(message.run_id, message.call_id, answer)

    def _read(self, reader: RunReader, *, whole_text: bool) -> None:
        """Read the run from now on; a reader of the same run that this socket had before gives way."""
        former = self._tasks.get(reader.run_id)
        if former is not None:
            former.cancel()
        task = asyncio.create_task(self._pass_on(reader, former, whole_text=whole_text), name=f"read {reader.run_id}")
        self._tasks[reader.run_id] = task
        task.add_done_callback(lambda done: self._drop(reader, done))

    def _drop(self, reader: RunReader, task: "asyncio.Task[None]") -> None:
        reader.close()
        if self._tasks.get(reader.run_id) is task:
            del self._tasks[reader.run_id]

    async def _pass_on(self, reader: RunReader, former: "asyncio.Task[None] | None", *, whole_text: bool) -> None:
        if former is not None:
            await asyncio.wait({former})
        try:
            await self._send_all(reader, whole_text=whole_text)
        except SocketGoneError:
            return
        except ProblemError as error:
            await self._tell(reader.run_id, error)
        except StoreError as error:
            _log.error("events could not be read", extra={"run_id": reader.run_id}, exc_info=error)
            await self._tell(reader.run_id, storage_failed(error.trouble))

    async def _send_all(self, reader: RunReader, *, whole_text: bool) -> None:
        sent = 0
        async with aclosing(reader.batches()) as batches:
            async for batch in batches:
                for event in batch:
                    await self._send(event if whole_text else brief_event(event))
                    sent += 1
                    if sent % _SENT_WITHOUT_PAUSE == 0:
                        # Sending does not give way to others until the socket is full.
                        await asyncio.sleep(0)

    async def _tell(self, run_id: str, error: ProblemError) -> None:
        message = Error(run_id=run_id, problem=in_stream(error.problem))
        try:
            await self._send(message.model_dump_json())
        except SocketGoneError:
            return

    async def _refuse(self, message: Incoming, error: ProblemError) -> None:
        answer = Error(
            request_id=message.request_id if isinstance(message, RunStart) else None,
            run_id=None if isinstance(message, RunStart) else message.run_id,
            problem=in_stream(error.problem),
        )
        await self._send(answer.model_dump_json())

    async def _send(self, text: str) -> None:
        async with self._sending:
            await self._send_text(text)
