"""The command line: everything else comes through the handshake."""

import argparse
from dataclasses import dataclass
from typing import NoReturn

from backend.errors import UsageError
from backend.logs import LEVELS


@dataclass(frozen=True, slots=True)
class Arguments:
    """What was asked for on the command line.

    Attributes:
        log_level: the least that is logged.
        version: whether only to say what this program is.
        self_check: the modules to import in a check of the installation; None for no check.
    """

    log_level: str
    version: bool
    self_check: tuple[str, ...] | None


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(
            "bad-arguments",
            f"The command line is not understood: {message}.",
            f"Use {self.format_usage().strip().removeprefix('usage: ')}.",
        )


def parse_arguments(arguments: list[str]) -> Arguments:
    """Return the options.

    Raises:
        UsageError: for anything that is not an option of this program.
    """
    parser = _Parser(prog="backend", add_help=False, allow_abbrev=False)
    parser.add_argument("--log-level", choices=LEVELS, default="info")
    parser.add_argument("--version", action="store_true")
    parser.add_argument("--self-check", nargs="*", metavar="MODULE")
    options = parser.parse_args(arguments)
    modules = None if options.self_check is None else tuple(options.self_check)
    return Arguments(log_level=options.log_level, version=options.version, self_check=modules)
