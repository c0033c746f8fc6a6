"""How a run ended."""

import errno
import logging
from dataclasses import dataclass, field

from backend.agents.engine import TurnFinished
from backend.problems import ProblemError, in_stream, internal, run_interrupted, storage_failed, too_many_files
from backend.protocol.problem import Problem
from backend.protocol.rest import RunState
from backend.protocol.stream import AnyRunEvent, FinishReason, RunCancelled, RunFailed, RunFinished, Usage
from backend.providers.errors import ModelError
from backend.store.trouble import StoreError

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of a run: ``problem`` belongs to failed and interrupted ones, the rest to finished ones."""

    state: RunState
    problem: Problem | None = None
    usage: Usage = field(default_factory=Usage)
    finish_reason: FinishReason | None = None

    def last_event(self, run_id: str, seq: int, text: str) -> AnyRunEvent:
        """Return the message that ends the run."""
        if self.problem is not None:
            return RunFailed(run_id=run_id, seq=seq, problem=self.problem)
        if self.finish_reason is None:
            return RunCancelled(run_id=run_id, seq=seq, text=text)
        return RunFinished(run_id=run_id, seq=seq, text=text, usage=self.usage, finish_reason=self.finish_reason)


CANCELLED = Outcome("cancelled")
INTERRUPTED = Outcome("interrupted", in_stream(run_interrupted().problem))


def finished(turn: TurnFinished) -> Outcome:
    """Return the outcome of a turn that came to its end."""
    usage = Usage(input_tokens=turn.input_tokens, output_tokens=turn.output_tokens)
    return Outcome("finished", usage=usage, finish_reason=turn.finish_reason)


def failed(error: BaseException, run_id: str) -> Outcome:
    """Return the outcome of an error: what the user may know; what only the developer may is logged."""
    match error:
        case ProblemError():
            problem = error.problem
        case ModelError():
            problem = Problem(type=error.code, title=error.title, detail=error.detail, retryable=error.retryable)
        case StoreError():
            _log.error("a run could not be stored", extra={"run_id": run_id}, exc_info=error)
            problem = storage_failed(error.trouble).problem
        case OSError(errno=errno.EMFILE | errno.ENFILE):
            _log.error("a run could open no file", extra={"run_id": run_id}, exc_info=error)
            problem = too_many_files().problem
        case _:
            _log.error("a run failed inside the program", extra={"run_id": run_id}, exc_info=error)
            problem = internal().problem
    return Outcome("failed", in_stream(problem))
