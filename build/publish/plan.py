"""What publishing does with each file: decided before anything is sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from build.errors import BuildError


@dataclass(frozen=True)
class Action:
    """One file on its way.

    Attributes:
        file: here.
        kind: ``send`` it, or it is ``there`` already, bit for bit.
    """

    file: Path
    kind: Literal["send", "there"]


def plan_artifacts(here: Mapping[Path, str], there: Mapping[Path, str | None]) -> list[Action]:
    """What to do with the artifacts.

    Args:
        here: the files and the SHA-256 of their bytes.
        there: the sums of the files of the same names at the place; None where there is none.

    Raises:
        BuildError: a file lies there with other bytes: somebody may have it already.
    """
    other = [file.name for file, digest in here.items() if there[file] not in (None, digest)]
    if other:
        raise BuildError(
            "published-differs",
            f"Published already, with other bytes: {', '.join(other)}.",
            "Give product.json a higher version: what is published is never changed.",
        )
    return [Action(file, "there" if there[file] else "send") for file in here]
