"""Whom a version reaches that is offered to a share of the installations: the shell's verdicts on a published feed."""

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from build.bench.release.clone import FOLDER, Clone
from build.errors import BuildError
from build.feed.identity import TEST_FOLDER, keys_for_tests
from build.package.edition import PRODUCT_EDITION
from build.paths import ROOT, WORK
from build.process import Command, capture
from build.progress import step
from build.workbench import Workbench

PROGRAM: Final = Path(__file__).with_name("clients.mjs")
CHECK: Final = ROOT / "electron" / "main" / "updates" / "feed" / "check.ts"
COUNT: Final = 1_000
SHARES: Final = (100, 10, 0)
"""In percent, in the order in which they are offered; the last is a halt."""

OLDER: Final = "0.0.0"
"""The version that all of them have."""

SECONDS: Final = 600.0
_VERDICTS: Final = frozenset({"newer", "staged-out"})


def reached(bench: Workbench, clone: Clone, count: int = COUNT) -> dict[str, int]:
    """Publish what the clone has released, offer it to one share after the other, and count who is reached.

    Args:
        bench: the tools.
        clone: in which a release was made.
        count: how many installations look, each with a seed of its own.

    Raises:
        BuildError: it cannot be published, or an installation did not believe the feed.
    """
    found = {}
    keys = keys_for_tests(bench.python, clone.folder / ".nox" / TEST_FOLDER.relative_to(WORK)).public
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="published-", dir=FOLDER) as web:
        place = ("--to", web, "--test-identity")
        clone.run("Publishing the release", "build", "publish", *place)
        for share in SHARES:
            how = ("rollout", f"{share}%") if share else ("halt",)
            clone.run(f"Offering it to {share} % of the installations", "build", *how, *place)
            with step(f"Letting {count:,} installations look for updates"):
                found[field_of(share)] = look(bench, web, keys, count)
    return found


def field_of(share: int) -> str:
    """The name of a sample's field."""
    return f"reached_{share}"


def newer_of(verdicts: dict[str, int], count: int) -> int:
    """How many were offered the version.

    Raises:
        BuildError: some came to no good verdict; who believes no feed is reached by none.
    """
    if {*verdicts} - _VERDICTS or sum(verdicts.values()) != count:
        raise BuildError(
            "not-measured",
            f"The installations did not all come to a verdict on the version: {verdicts}.",
            "Run `nox -s updates`, to see why.",
        )
    return verdicts.get("newer", 0)


def look(bench: Workbench, web: str, keys: Sequence[str], count: int) -> int:
    """Let installations of an older version look for updates in a folder on the web; how many were offered the version.

    Args:
        bench: the tools.
        web: the folder, with the feeds of Linux.
        keys: by which the installations believe feeds.
        count: how many they are.

    Raises:
        BuildError: some came to no good verdict.
    """
    plan = {
        "check": str(CHECK),
        "folder": web,
        "appId": PRODUCT_EDITION.product["appId"],
        "keys": list(keys),
        "installed": OLDER,
        "clients": count,
    }
    with tempfile.TemporaryDirectory() as scratch:
        plan_file = Path(scratch, "plan.json")
        plan_file.write_text(json.dumps(plan), encoding="utf-8")
        command: Command = [bench.node.node, PROGRAM, plan_file]
        return newer_of(json.loads(capture(command, env=bench.environ(), timeout=SECONDS)), count)
