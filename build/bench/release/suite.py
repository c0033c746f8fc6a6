"""A release: how long it takes, how large its artifacts are, what updates fetch, and whom a halted version reaches."""

from collections.abc import Sequence
from typing import Any, Final

from build.bench.bars import Bar
from build.bench.measures import Measure, Sample
from build.bench.release.clone import PLAIN, Clone, clone_of
from build.bench.release.measures import ALL, OF_ARTIFACTS, OF_CLIENTS, OF_RELEASE, OF_UPDATES
from build.bench.release.rollouts import reached
from build.bench.release.stages import timed_release
from build.bench.release.subjects import ARTIFACTS, CLIENTS, RELEASE, TITLES, UPDATES, makings
from build.bench.release.updates import fetched
from build.bench.release.versions import Made, make
from build.bench.suite import Measured, Request, Suite, Table
from build.bench.there import measured_there
from build.errors import BuildError
from build.platforms import this_target
from build.workbench import Workbench

_MACHINE: Final = "linux-x64"

_AllMade = dict[tuple[str, str], dict[str, Made]]
"""By version and target, then by electron-builder's names."""


def measure(bench: Workbench, request: Request) -> Measured:
    """Make the versions in a clone, release one of them there, and measure.

    Raises:
        BuildError: this is no machine for it, or something could not be made.
    """
    require_machine(this_target())
    found = measured_there(bench, "build.bench.release.conditions", {}, display=False)
    clone = clone_of()
    made: _AllMade = {(making.version, making.target): make(clone, making) for making in makings(request.subjects)}
    samples: dict[str, list[Sample]] = {
        **{key: [_artifact(made, PLAIN, key)] for key in request.subjects if key in ARTIFACTS},
        **{key: [_update(bench, made, key)] for key in request.subjects if key in UPDATES},
        **_released(bench, clone, request),
    }
    return Measured(found["begun"], found["machine"], samples)


def require_machine(target: str) -> None:
    """Refuse where Linux's artifacts cannot be made.

    Raises:
        BuildError: they cannot.
    """
    if target != _MACHINE:
        raise BuildError(
            "not-measured-here",
            f"A release for Linux cannot be measured on {target}.",
            f"Run `nox -s bench -- release` on {_MACHINE}, or name other suites.",
        )


def _made(made: _AllMade, version: str, key: str) -> Made:
    artifact = ARTIFACTS[key]
    return made[version, artifact.target][artifact.kind]


def _artifact(made: _AllMade, version: str, key: str) -> Sample:
    one = _made(made, version, key)
    return {"made_s": one.seconds, "bytes": one.file.stat().st_size}


def _update(bench: Workbench, made: _AllMade, key: str) -> dict[str, Any]:
    update = UPDATES[key]
    return fetched(bench, _made(made, PLAIN, update.artifact), _made(made, update.change, update.artifact))


def _released(bench: Workbench, clone: Clone, request: Request) -> dict[str, list[Sample]]:
    """The release in rounds, and whom the last of them reaches."""
    samples: dict[str, list[Sample]] = {}
    if RELEASE in request.subjects:
        samples[RELEASE] = [timed_release(clone) for _ in range(request.rounds)]
    elif CLIENTS in request.subjects:
        timed_release(clone)
    if CLIENTS in request.subjects:
        samples[CLIENTS] = [reached(bench, clone)]
    return samples


def _keys(measures: Sequence[Measure]) -> tuple[str, ...]:
    return tuple(each.key for each in measures)


SUITE: Final = Suite(
    key="release",
    title="A release and its updates",
    titles=TITLES,
    ours=frozenset(TITLES),
    measures=ALL,
    bars=(
        Bar("release-appimage-renderer", "fetched_share", 3.0, "appimage-renderer"),
        Bar("release-time", "release", 360.0, RELEASE),
        Bar("release-halted", "reached_0", 0, CLIENTS),
    ),
    tables=(
        Table(
            "The session",
            "Warm caches, nothing of the release there; test identities.",
            _keys(OF_RELEASE),
            (RELEASE,),
        ),
        Table(
            "The artifacts",
            "With the compression that ships. A stand-in: Linux's backend in the place of that of Windows.",
            _keys(OF_ARTIFACTS),
            tuple(ARTIFACTS),
        ),
        Table(
            "What an update fetches",
            "One line of the source changed, and the version; all else as in the release before.",
            _keys(OF_UPDATES),
            tuple(UPDATES),
        ),
        Table(
            "Whom a version reaches",
            "Installations that look for updates, each with a draw of its own.",
            _keys(OF_CLIENTS),
            (CLIENTS,),
        ),
    ),
    plotted=("made", "size", "fetched", "fetched_share"),
    rounds=1,
    measure=measure,
)
