"""A release for tests: every target that this machine can make, with throw-away identities and fast compression."""

import shutil
from typing import Final

from build.feed.identity import keys_for_tests
from build.feed.make import FeedOptions, believed_keys
from build.package.edition import PRODUCT_EDITION
from build.paths import REHEARSAL
from build.platforms import TARGETS, Target, this_system, this_target
from build.release.run import make_release
from build.release.stages import STAGES, Release
from build.workbench import Workbench

LEFT_OUT: Final = frozenset({"audit"})
"""What the tests do with the backend as a part of their own."""


def rehearsed_targets() -> tuple[Target, ...]:
    """On Linux all of them, with fixtures in the place of foreign backends; elsewhere this machine's."""
    return tuple(target for target in TARGETS if this_system() == "linux" or target == this_target())


def rehearse(bench: Workbench) -> None:
    """Make the artifacts and feeds in `dist/rehearsal` anew.

    Raises:
        BuildError: a stage failed.
    """
    shutil.rmtree(REHEARSAL, ignore_errors=True)
    keys = believed_keys(PRODUCT_EDITION.product, keys_for_tests(bench.python))
    release = Release(
        bench=bench,
        edition=PRODUCT_EDITION,
        targets=rehearsed_targets(),
        folder=REHEARSAL,
        test=True,
        compression="fast",
        feeds=FeedOptions(test_identity=True),
        feed_keys=keys,
    )
    make_release(release, [stage for stage in STAGES if stage.name not in LEFT_OUT])
