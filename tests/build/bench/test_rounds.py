from random import Random

from build.bench.rounds import interleaved

NAMES = ["a", "b", "c"]


def run(rounds, seed=1):
    seen = []

    def measure(name):
        seen.append(name)
        return {"n": len(seen)}

    chance = Random(seed)  # noqa: S311 - an order
    samples = interleaved(NAMES, rounds, measure, chance, lambda _: 0)
    return seen, samples


def test_every_variant_is_measured_in_every_round_and_the_warm_up_does_not_count():
    seen, samples = run(5)
    assert [sorted(seen[start : start + 3]) for start in range(0, len(seen), 3)] == [NAMES] * 6
    assert {name: len(each) for name, each in samples.items()} == dict.fromkeys(NAMES, 5)
    assert min(sample["n"] for each in samples.values() for sample in each) == 4


def test_chance_decides_the_order_anew_and_the_seed_repeats_it():
    seen, _ = run(20)
    assert len({tuple(seen[start : start + 3]) for start in range(0, len(seen), 3)}) > 1
    assert run(20)[0] == seen
    assert run(20, seed=2)[0] != seen
