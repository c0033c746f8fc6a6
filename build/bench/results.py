"""What a run found, from the samples to figures, ratios and verdicts; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from build.bench.bars import Outcome, judge
from build.bench.measures import Figures, Sample, figures_of
from build.bench.samples import Figure
from build.bench.suite import Measured, Request, Suite


@dataclass(frozen=True)
class Results:
    """A run of one suite.

    Attributes:
        suite: which it was.
        begun: RFC 3339, UTC.
        machine: what it ran on.
        rounds: how many rounds count.
        seed: of the order within the rounds.
        titles: of the subjects that were measured, in the order in which they are shown.
        figures: by subject and measure.
        remarks: lines of words: the line's title, then by subject.
        outcomes: of the bars.
        reasons: why a bar is missed, by its key.
        samples: by subject, one a round.
    """

    suite: Suite
    begun: str
    machine: Mapping[str, Any]
    rounds: int
    seed: int
    titles: Mapping[str, str]
    figures: Figures
    remarks: Mapping[str, Mapping[str, str]]
    outcomes: Sequence[Outcome]
    reasons: Mapping[str, str]
    samples: Mapping[str, Sequence[Sample]]


def results_of(suite: Suite, request: Request, measured: Measured, reasons: Mapping[str, str]) -> Results:
    """Make figures of what was measured, and hold them to the suite's bars.

    Args:
        suite: which was measured.
        request: what was wanted of it.
        measured: what it found.
        reasons: why a bar is missed, by its key.
    """
    figures = {
        key: {
            **figures_of(suite.measures, samples),
            **{name: Figure(value, value, 0.0, 1) for name, value in measured.once.get(key, {}).items()},
        }
        for key, samples in measured.samples.items()
    }
    return Results(
        suite=suite,
        begun=measured.begun,
        machine=measured.machine,
        rounds=request.rounds,
        seed=request.seed,
        titles={key: title for key, title in suite.titles.items() if key in figures},
        figures=figures,
        remarks=measured.remarks,
        outcomes=judge(figures, suite.bars),
        reasons=reasons,
        samples=measured.samples,
    )


def as_json(results: Results) -> dict[str, Any]:
    """The results without the samples, as JSON."""
    return {
        "suite": results.suite.key,
        "begun": results.begun,
        "machine": dict(results.machine),
        "rounds": results.rounds,
        "seed": results.seed,
        "subjects": dict(results.titles),
        "figures": {
            key: {measure: asdict(figure) for measure, figure in figures.items()}
            for key, figures in results.figures.items()
        },
        "remarks": {title: dict(words) for title, words in results.remarks.items()},
        "bars": [
            {
                **asdict(outcome.bar),
                "value": outcome.value,
                "verdict": outcome.verdict.value,
                "reason": results.reasons.get(outcome.bar.key, ""),
            }
            for outcome in results.outcomes
        ],
    }
