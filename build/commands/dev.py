"""Start the real app from the checkout, with reload; or, with ``--smoke``, ask it one question and leave."""

import argparse

from build.display import display_environ
from build.doctor.checks import FOR_DEV
from build.paths import ROOT
from build.platforms import this_system
from build.process import Command, run_visibly
from build.progress import say
from build.protocol import generate
from build.unprivileged import as_user, is_root
from build.workbench import Workbench, prepare

SCREENSHOT = ROOT / "dist" / "smoke.png"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument("--smoke", action="store_true", help="start, ask one question, save a screenshot, exit")


def run(options: argparse.Namespace, rest: list[str]) -> int:
    """Prepare everything, then hand over to the shell's own tools; returns their exit code."""
    bench = prepare(FOR_DEV)
    generate.generate(bench)
    if is_root() and this_system() == "linux":
        say("This is root: the app runs as an unprivileged user, so that its sandbox stays on.")
    return _smoke(bench, rest) if options.smoke else _develop(bench, rest)


def _develop(bench: Workbench, rest: list[str]) -> int:
    with display_environ() as display:
        return run_visibly(as_user([bench.node.node, "electron/tools/dev.mjs", *rest]), env=bench.environ() | display)


def _smoke(bench: Workbench, rest: list[str]) -> int:
    SCREENSHOT.parent.mkdir(exist_ok=True)
    built = run_visibly([bench.node.node, "electron/tools/build.mjs"], env=bench.environ())
    if built:
        return built
    command: Command = [bench.node.node, "tests/e2e/smoke.mjs", "--screenshot", SCREENSHOT, *rest]
    with display_environ() as display:
        return run_visibly(as_user(command), env=bench.environ() | display)
