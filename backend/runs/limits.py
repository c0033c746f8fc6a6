"""The times and sizes that runs keep to."""

from dataclasses import dataclass


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
        unstored_chars: the model waits while so much is not stored; only a failing disk gets there.
        run_chars: how large the events of a run may be together; at this size the run ends, with what was said.
        remembered_starts: how many requests are remembered, so that a repeated one is not followed twice.
    """

    grace_s: float = 30.0
    store_every_s: float = 0.5
    give_up_after_s: float = 0.6
    window_events: int = 2048
    window_chars: int = 256 * 1024
    batch_chars: int = 64 * 1024
    unstored_chars: int = 1024 * 1024
    run_chars: int = 64 * 1024 * 1024
    remembered_starts: int = 256
