"""Put an Electron in place: the pinned one, or where that cannot be downloaded, the test runtime."""

import argparse

from build.doctor.checks import FOR_LINT, Need
from build.doctor.mend import see_to
from build.electron.dist import electron_version, prepare_electron
from build.environment.node_modules import prepare_modules
from build.environment.node_runtime import prepare_node
from build.errors import BuildError
from build.locking import exclusive
from build.paths import LOCK_FILE
from build.platforms import TARGETS, this_target


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument("targets", nargs="*", metavar="target", help=f"{', '.join(TARGETS)}; this machine's if none")
    parser.add_argument("--refresh", action="store_true", help="try again to download the pinned version")


def run(options: argparse.Namespace, rest: list[str]) -> int:
    """Prepare each target in turn and print where it is."""
    del rest
    targets: list[str] = options.targets or [this_target()]
    unknown = [target for target in targets if target not in {*TARGETS, this_target()}]
    if unknown:
        raise BuildError("unknown-target", f"No such target: {', '.join(unknown)}.", f"Use {', '.join(TARGETS)}.")
    with exclusive(LOCK_FILE):
        see_to(needs_of(targets))
        node = prepare_node()
        prepare_modules(node)
        for number, target in enumerate(targets):
            folder = prepare_electron(node, target, refresh=options.refresh and number == 0)
            print(f"{target}  {electron_version(target)}  {folder}")
    return 0


def needs_of(targets: list[str]) -> frozenset[Need]:
    """What unpacking the test runtimes of these targets takes."""
    kinds = {"linux-x64": Need.RUNTIME, "win32-x64": Need.WINDOWS_RUNTIME}
    return FOR_LINT | {kinds[target] for target in targets if target in kinds}
