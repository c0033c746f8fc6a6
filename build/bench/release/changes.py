"""The one-line changes whose updates are measured; pure, but for the files that are written."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from build.errors import BuildError

PRODUCT: Final = "product.json"


@dataclass(frozen=True)
class Change:
    """A line of the source that becomes another one.

    Attributes:
        file: in the checkout.
        before: a part of the line; it is in the file once.
        after: what stands there instead.
    """

    file: str
    before: str
    after: str

    def applied(self, text: str) -> str:
        """The file with the change.

        Raises:
            BuildError: the line is not there, or not once.
        """
        if text.count(self.before) != 1:
            raise BuildError(
                "change-does-not-fit",
                f"The line that the benchmark changes is not in {self.file} any more.",
                "Choose another one in build/bench/release/changes.py.",
            )
        return text.replace(self.before, self.after)


CHANGES: Final = {
    "renderer": Change(
        "electron/renderer/chat/EmptyThread.tsx",
        "?? agents[0];",
        "?? agents.at(-1);",
    ),
    "agent": Change(
        "backend/agents/autogen/arguments.py",
        "return not isinstance(arguments, dict) or set(arguments) == {RAW}",
        "return not isinstance(arguments, dict) or RAW in arguments",
    ),
}
"""By the part of the product that they are in."""


def version_after(version: str) -> str:
    """The version of the next small release.

    Raises:
        ValueError: the version has not three numbers at its beginning.
    """
    match = re.match(r"(\d+)\.(\d+)\.(\d+)", version)
    if match is None:
        raise ValueError(f"{version} is no version")
    major, minor, patch = map(int, match.groups())
    return f"{major}.{minor}.{patch + 1}"


def version_of(checkout: Path) -> str:
    """The version that a checkout's product.json tells."""
    return str(json.loads((checkout / PRODUCT).read_text(encoding="utf-8"))["version"])


def change_checkout(checkout: Path, change: Change) -> None:
    """Change the line, and raise the version, as whoever releases the change does.

    Raises:
        BuildError: the line is not there.
    """
    file, product = checkout / change.file, checkout / PRODUCT
    file.write_text(change.applied(file.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
    version = version_of(checkout)
    raised = product.read_text(encoding="utf-8").replace(f'"{version}"', f'"{version_after(version)}"', 1)
    product.write_text(raised, encoding="utf-8", newline="\n")
