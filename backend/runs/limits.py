"""The times and sizes that runs keep to."""

from dataclasses import dataclass

from backend.providers.errors import MAX_ANSWER_CHARS


@dataclass(frozen=True, slots=True)
class RunLimits:
    """Seconds, events and characters; tests make them small.

    Attributes:
        grace_s: how long a run goes on without a reader.
        store_every_s: the pause between two batches of events; a crash loses what came since the last one.
        give_up_after_s: how long a stopped engine may take to end before it is left to itself.
        window_events: how many events that are stored already stay in memory, for readers that are close behind.
        window_chars: how large they may be together.
        batch_chars: unstored events of this size are stored without waiting for the pause.
        retry_store_s: the pause after which the end of a run is offered again to a disk that refused it.
        unstored_chars: the model waits while so much is not stored; only a failing disk gets there.
        run_chars: how much a run may say, its tool calls included; beyond it the run fails, and keeps what was said.
        beginnings_a_round: how many steps of beginning runs share a round of the event loop, about a millisecond each.
        remembered_starts: how many requests are remembered, so that a repeated one is not followed twice.
    """

    grace_s: float = 30.0
    store_every_s: float = 0.3
    retry_store_s: float = 2.0
    give_up_after_s: float = 0.6
    window_events: int = 2048
    window_chars: int = 256 * 1024
    batch_chars: int = 64 * 1024
    unstored_chars: int = 1024 * 1024
    run_chars: int = MAX_ANSWER_CHARS
    beginnings_a_round: int = 4
    remembered_starts: int = 256
