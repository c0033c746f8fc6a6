"""The suites that there are, in the order in which they run and are shown."""

from typing import Final

from build.bench.app.suite import SUITE as APP
from build.bench.backend.suite import SUITE as BACKEND
from build.bench.compiled.suite import SUITE as COMPILED
from build.bench.release.suite import SUITE as RELEASE
from build.bench.suite import Suite

SUITES: Final[dict[str, Suite]] = {suite.key: suite for suite in (COMPILED, BACKEND, APP, RELEASE)}
