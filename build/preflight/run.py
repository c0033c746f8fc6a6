"""The preflight as the rest of the tooling calls it; the reading itself runs in the project's environment."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, Literal

from build.errors import BuildError
from build.platforms import Target
from build.preflight.findings import Finding
from build.process import capture
from build.progress import say, step
from build.workbench import Workbench

SECONDS: Final = 1_800.0

Feeds = Literal["written", "later", "perhaps"]


@dataclass(frozen=True)
class Order:
    """What is to be read back.

    Attributes:
        folder: of the artifacts, with their block maps and feeds.
        apps: the folders of packed apps by the targets whose artifacts must be there.
        product: product.json, as the apps have it.
        electron: the version of Electron that is pinned.
        test: whether test identities may have signed, and stand-ins may be in it.
        feed_keys: the public keys of which one must have signed each feed.
        feeds: whether feeds are ``written`` already, those of all systems; or will come ``later``, so that what lies
            there is of an earlier release; or ``perhaps``.
    """

    folder: Path
    apps: Mapping[Target, Path]
    product: Mapping[str, Any]
    electron: str
    test: bool
    feed_keys: Sequence[str]
    feeds: Feeds


def preflight(bench: Workbench, order: Order) -> list[Finding]:
    """Everything that forbids to ship the artifacts."""
    with TemporaryDirectory() as folder, step(f"Reading back: {', '.join([*order.apps, 'block maps', 'feeds'])}"):
        asked = Path(folder, "order.json")
        asked.write_text(json.dumps(asdict(order), default=str), encoding="utf-8")
        told = capture([bench.python, "-m", "build.preflight", asked], timeout=SECONDS, env=bench.environ())
    return [Finding(**found) for found in json.loads(told)]


def require_none(findings: Sequence[Finding]) -> None:
    """Print what was found, and refuse to go on with it.

    Raises:
        BuildError: anything was found.
    """
    for finding in findings:
        say(f"{finding.artifact}: {finding.message} [{finding.code}]")
        say(f"  remedy: {finding.remedy}")
    if findings:
        raise BuildError(
            "preflight-failed",
            f"{len(findings)} thing{'s' * (len(findings) > 1)} would go wrong on a customer's machine: see above.",
            "Mend them, then run `nox -s preflight` again.",
        )
