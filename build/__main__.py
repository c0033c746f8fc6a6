"""``python -m build COMMAND``: hand over to the command, and turn errors into words and exit codes, here only."""

import argparse
import importlib
import sys
from contextlib import nullcontext
from types import ModuleType

from build.calls import calls_shown
from build.errors import EXIT_FAILED, EXIT_INTERRUPTED, BuildError, describe
from build.process import stop_on_signals

COMMANDS = (
    "dev",
    "tests",
    "lint",
    "format",
    "types",
    "unit",
    "e2e",
    "compile",
    "verify",
    "updates",
    "wine",
    "audit",
    "package",
    "sign",
    "notarize",
    "preflight",
    "feed",
    "release",
    "publish",
    "rollout",
    "halt",
    "keys",
    "faults",
    "attacks",
    "bench",
    "doctor",
    "electron",
    "protocol",
    "lock",
)
PASS_ARGUMENTS_ON = frozenset({"dev", "unit", "e2e", "updates", "verify", "wine"})


def main(arguments: list[str]) -> int:
    """Run one command; its exit code."""
    parser = argparse.ArgumentParser(prog="python -m build", description="The project's tooling.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    modules: dict[str, ModuleType] = {}
    for name in COMMANDS:
        modules[name] = importlib.import_module(f"build.commands.{name}")
        summary = (modules[name].__doc__ or "").strip().splitlines()[0]
        command = commands.add_parser(name, help=summary, description=summary)
        modules[name].add_arguments(command)
        if name not in PASS_ARGUMENTS_ON:
            command.add_argument("-v", "--verbose", action="store_true", help="show every program that is started")
    options, rest = parser.parse_known_args(arguments)
    if rest and options.command not in PASS_ARGUMENTS_ON:
        parser.error(f"{options.command} does not know {' '.join(rest)}")
    return _run(modules[options.command], options, [word for word in rest if word != "--"])


def _run(command: ModuleType, options: argparse.Namespace, rest: list[str]) -> int:
    stop_on_signals()
    try:
        with calls_shown() if vars(options).get("verbose") else nullcontext():
            return int(command.run(options, rest))
    except BuildError as error:
        print(describe(error), file=sys.stderr)
        return EXIT_FAILED
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return EXIT_INTERRUPTED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
