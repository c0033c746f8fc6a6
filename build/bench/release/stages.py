"""How long a release takes, as its session tells it."""

import re
import shutil
from typing import Final

from build.bench.release.clone import PLAIN, Clone
from build.bench.release.running import Ran
from build.errors import BuildError
from build.release.stages import STAGES

_HEADING: Final = re.compile(r"== (\d+) of (\d+): ")


def timed_release(clone: Clone) -> dict[str, float]:
    """Release the unchanged version with test identities, as nothing of it were there; seconds, by field.

    Raises:
        BuildError: it was refused, or failed.
    """
    clone.become(PLAIN)
    shutil.rmtree(clone.folder / "dist", ignore_errors=True)
    return seconds_of(clone.run("Releasing for Linux", "build", "release", "--test-identity"))


def field_of(stage: int) -> str:
    """The name of a sample's field: 0 for what comes before the first stage."""
    return f"stage_{stage}_s"


def seconds_of(ran: Ran) -> dict[str, float]:
    """The seconds of all together, and of each stage, from the headings that the session prints.

    Raises:
        BuildError: it had other stages than are known here.
    """
    moments = [0.0, *(line.at for line in ran.lines if _HEADING.match(line.text)), ran.seconds]
    if len(moments) != len(STAGES) + 2:
        raise BuildError(
            "not-measured",
            f"The release went through {len(moments) - 2} stages, not {len(STAGES)}.",
            "Adapt build/bench/release/stages.py to what `nox -s release` prints.",
        )
    spans = {field_of(number): moments[number + 1] - moments[number] for number in range(len(STAGES) + 1)}
    return {"release_s": ran.seconds, **spans}
