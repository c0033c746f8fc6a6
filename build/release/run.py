"""Make a release: refuse, or run its stages in order; what stands of an earlier run is taken up."""

from collections.abc import Sequence
from typing import Final

from build.errors import BuildError
from build.preflight.run import preflight
from build.progress import say
from build.release.refusals import Refusal
from build.release.stages import STAGES, Release, Stage
from build.release.standing import packed_app, standing
from build.tools import git

UNTIL: Final = tuple(dict.fromkeys(stage.name for stage in STAGES))
"""The names of the stages; a release can end after each."""


def stages_until(last: str) -> tuple[Stage, ...]:
    """The stages up to the last one of a name."""
    end = max(number for number, stage in enumerate(STAGES) if stage.name == last)
    return STAGES[: end + 1]


def require_allowed(refusals: Sequence[Refusal]) -> None:
    """Tell everything that forbids the release.

    Raises:
        BuildError: anything does.
    """
    for refusal in refusals:
        say(f"refused: {refusal.message} [{refusal.code}]")
        say(f"  remedy: {refusal.remedy}")
    if refusals:
        raise BuildError(
            "release-refused",
            f"{len(refusals)} thing{'s' * (len(refusals) > 1)} forbid{'s' * (len(refusals) == 1)} this release.",
            "Mend what is named above, then run `nox -s release` again.",
        )


def make_release(release: Release, stages: Sequence[Stage]) -> None:
    """Run the stages.

    Raises:
        BuildError: one of them failed; what those before it made stands, and is taken up by the next run.
    """
    for number, stage in enumerate(stages, 1):
        say(f"\n== {number} of {len(stages)}: {stage.name}: {stage.what}")
        stage.run(release)


def take_up(release: Release) -> None:
    """Find out what stands of an earlier run: apps and artifacts that were made from the same commit and are whole."""
    commit = git.commit()
    for target in release.targets:
        app = packed_app(release.edition, target, commit)
        if app is None:
            continue
        verdict = standing(app, preflight(release.bench, release.order({target: app.folder})))
        if verdict != "nothing":
            release.apps[target] = app
            release.standing[target] = verdict
            say(f"Taken up: the {verdict} of {target}, made from commit {commit}.")
