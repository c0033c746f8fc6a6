"""How trials are run: how often each tries, and the file that takes what they say."""

import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal, Self

from build.paths import REPORTS, ROOT
from build.trials.records import Kind, Row, read_rows

Tries = Literal["quick", "full"]

FILE: Final = REPORTS / "trials.jsonl"
OUTPUT: Final = ROOT / "dist" / "trials"


@dataclass(frozen=True)
class TrialRun:
    """One run of the tests, as its trials should see it.

    Attributes:
        tries: a few in every test run, or all.
        file: gets a line for each trial.
    """

    tries: Tries = "quick"
    file: Path = FILE

    def quick(self) -> Self:
        """The same run, with few tries."""
        return replace(self, tries="quick")

    def of_pytest(self) -> list[str]:
        """The options for pytest."""
        return [f"--tries={self.tries}", f"--trials={self.file}"]

    def of_playwright(self) -> dict[str, str]:
        """The environment for Playwright."""
        return {"TRIES": self.tries, "TRIALS_FILE": str(self.file)}

    def keep(self, kind: Kind) -> list[Row]:
        """The rows of one kind; what all trials said goes to ``dist/trials``, from which documents can be written."""
        OUTPUT.mkdir(parents=True, exist_ok=True)
        if self.file.exists():
            shutil.copy(self.file, OUTPUT)
        return read_rows(self.file, kind)

    def begin(self) -> None:
        """Forget what an earlier run said."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self.file.unlink(missing_ok=True)
