"""What is measured of a release, its artifacts, its updates and its rollouts."""

from typing import Final

from build.bench.measures import Measure, one
from build.bench.release import rollouts, stages
from build.release.stages import STAGES

MB: Final = 1e-6

OF_RELEASE: Final = (
    Measure("release", "the whole session", "s", "release_s", one()),
    Measure("stage_0", "before the first stage: tools, refusals", "s", stages.field_of(0), one()),
    *(
        Measure(f"stage_{number}", f"{number}. {stage.name}: {stage.what}", "s", stages.field_of(number), one())
        for number, stage in enumerate(STAGES, 1)
    ),
)
OF_ARTIFACTS: Final = (
    Measure("made", "time to make it of the packed app, alone", "s", "made_s", one()),
    Measure("size", "size", "MB", "bytes", one(MB)),
)
OF_UPDATES: Final = (
    Measure("fetched", "bytes that are fetched", "MB", "fetched_b", one(MB)),
    Measure("fetched_share", "share of the new file that is fetched", "%", "fetched_share", one(100)),
    Measure("requests", "requests", "", "requests", one()),
)
OF_CLIENTS: Final = tuple(
    Measure(
        rollouts.field_of(share),
        f"reached of {rollouts.COUNT:,}, when {f'offered to {share} %' if share else 'halted'}",
        "",
        rollouts.field_of(share),
        one(),
    )
    for share in rollouts.SHARES
)
ALL: Final = (*OF_RELEASE, *OF_ARTIFACTS, *OF_UPDATES, *OF_CLIENTS)
