"""What a run found, from the samples to figures, ratios and verdicts; pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from build.bench.bars import BARS, Outcome, judge
from build.bench.measures import OF_BUILDS, figures_of
from build.bench.plan import Plan
from build.bench.samples import Figure


@dataclass(frozen=True)
class Build:
    """What is known of a build besides its behaviour.

    Attributes:
        unpacked: MB.
        zstd19: MB.
        build_cold: seconds, with nothing cached.
        build_warm: seconds, with the compiler's cache filled.
        recovered: what the audit read out of it of the vendor's code, for people.
    """

    unpacked: float | None = None
    zstd19: float | None = None
    build_cold: float | None = None
    build_warm: float | None = None
    recovered: str = ""


@dataclass(frozen=True)
class Results:
    """A run.

    Attributes:
        begun: RFC 3339, UTC.
        machine: what it ran on.
        rounds: how many rounds count.
        seed: of the order of the variants.
        titles: of the variants, in the order of the table.
        apps: titles of the packed apps.
        figures: by variant or app, and measure.
        recovered: what the audit read out of each variant.
        outcomes: of the bars.
        reasons: why a bar is missed, by its key.
    """

    begun: str
    machine: Mapping[str, Any]
    rounds: int
    seed: int
    titles: Mapping[str, str]
    apps: Mapping[str, str]
    figures: Mapping[str, Mapping[str, Figure]]
    recovered: Mapping[str, str]
    outcomes: list[Outcome]
    reasons: Mapping[str, str]


def results_of(
    measured: Mapping[str, Any], plan: Plan, builds: Mapping[str, Build], reasons: Mapping[str, str]
) -> Results:
    """Bring together what was measured and what is known of the builds.

    Args:
        measured: what ``python -m build.bench`` wrote.
        plan: what was to be measured.
        builds: by variant.
        reasons: why a bar is missed, by its key.
    """
    titles = {variant.key: variant.title for variant in plan.variants}
    figures = {
        key: {**figures_of(samples), **_of_build(builds.get(key, Build()))}
        for key, samples in measured["samples"].items()
    }
    return Results(
        measured["begun"],
        measured["machine"],
        measured["rounds"],
        measured["seed"],
        titles,
        {app.key: app.title for app in plan.apps},
        figures,
        {key: builds[key].recovered for key in titles},
        judge(figures, BARS),
        reasons,
    )


def as_json(results: Results) -> dict[str, Any]:
    """The results without the samples, as JSON."""
    return {
        "begun": results.begun,
        "machine": dict(results.machine),
        "rounds": results.rounds,
        "seed": results.seed,
        "variants": dict(results.titles),
        "apps": dict(results.apps),
        "figures": {
            key: {measure: asdict(figure) for measure, figure in figures.items()}
            for key, figures in results.figures.items()
        },
        "recovered": dict(results.recovered),
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


def _of_build(build: Build) -> dict[str, Figure]:
    known = {measure.key: getattr(build, measure.key) for measure in OF_BUILDS}
    return {key: Figure(value, value, 0.0, 1) for key, value in known.items() if value is not None}
