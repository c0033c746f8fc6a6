"""Where one compilation reads and writes, and what the compiler leaves there."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from build.environment.compile_env import ENV


@dataclass(frozen=True)
class Places:
    """Where one compilation reads and writes.

    Attributes:
        source: the checkout.
        output: the program's folder, replaced as a whole.
        work: for everything in between.
        cache: Nuitka's.
        env: the environment to compile in, made if it is not there.
    """

    source: Path
    output: Path
    work: Path
    cache: Path
    env: Path = ENV

    @property
    def report(self) -> Path:
        """The report lies beside the program's folder."""
        return self.output.with_name("compile-report.json")

    @property
    def staged(self) -> Path:
        """What is compiled."""
        return self.work / "stage"

    @property
    def made(self) -> Path:
        """What the compiler makes."""
        return self.work / "out"


@dataclass(frozen=True)
class Compiled:
    """What the compiler left.

    Attributes:
        program: the folder.
        executable: in it.
        log: the compiler's own words.
        seconds: how long each of its phases took.
    """

    program: Path
    executable: Path
    log: Path
    seconds: Mapping[str, float]
