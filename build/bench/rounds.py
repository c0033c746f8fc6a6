"""Every subject in every round, in an order that chance decides: what disturbs the machine disturbs them all."""

from collections.abc import Callable, Sequence
from random import Random

from build.bench.measures import Sample

WARM_UP: int = 1
"""How many rounds are thrown away: the first finds the disk's and the interpreter's caches cold."""


def interleaved(
    names: Sequence[str],
    rounds: int,
    measure: Callable[[str], Sample],
    chance: Random,
    tell: Callable[[str], object],
) -> dict[str, list[Sample]]:
    """Measure every subject once a round; the samples by subject, those of the warm-up left out.

    Args:
        names: the subjects.
        rounds: how many rounds count.
        measure: takes one sample of a subject.
        chance: decides the order, anew in each round.
        tell: hears how far it is.
    """
    samples: dict[str, list[Sample]] = {name: [] for name in names}
    for number in range(rounds + WARM_UP):
        order = list(names)
        chance.shuffle(order)
        for place, name in enumerate(order, 1):
            tell(f"round {number} of {rounds}, {place} of {len(order)}: {name}" if number else f"warming up: {name}")
            sample = measure(name)
            if number >= WARM_UP:
                samples[name].append(sample)
    return samples
