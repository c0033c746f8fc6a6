"""The questions of tools that wait for the user's word."""

import asyncio
from collections.abc import Callable
from typing import Final

from backend.agents.engine import ApprovalAnswer, ApprovalQuestion
from backend.problems import approval_not_found

_SAME_ID: Final = ApprovalAnswer(approved=False, reason="Another call with the same id waits for an answer.")


class Approvals:
    """The open questions of one run."""

    def __init__(self, announce: Callable[[ApprovalQuestion], None]) -> None:
        self._announce = announce
        self._open: dict[str, asyncio.Future[ApprovalAnswer]] = {}

    async def ask(self, question: ApprovalQuestion) -> ApprovalAnswer:
        """Announce the question and wait for its answer, however long that takes."""
        if question.call_id in self._open:
            # One answer must never allow two calls.
            return _SAME_ID
        answer: asyncio.Future[ApprovalAnswer] = asyncio.get_running_loop().create_future()
        self._open[question.call_id] = answer
        try:
            self._announce(question)
            return await answer
        finally:
            del self._open[question.call_id]

    def reply(self, call_id: str, answer: ApprovalAnswer) -> None:
        """Answer a question.

        Raises:
            ProblemError: ``approval-not-found``, when nothing waits for it.
        """
        waiting = self._open.get(call_id)
        if waiting is None or waiting.done():
            raise approval_not_found()
        waiting.set_result(answer)
