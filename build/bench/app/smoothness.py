"""How smoothly a page moved, from the times of its frames; pure."""

from collections.abc import Sequence
from itertools import pairwise


def frames_a_second(times: Sequence[float]) -> float:
    """Over the whole recording.

    Args:
        times: of the frames, in milliseconds.
    """
    return (len(times) - 1) / (times[-1] - times[0]) * 1e3 if len(times) > 1 else 0.0


def longest_pause(times: Sequence[float]) -> float:
    """The longest time between two frames, in milliseconds."""
    return max((after - before for before, after in pairwise(times)), default=0.0)
