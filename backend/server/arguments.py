"""The command line: everything else comes through the handshake."""

import argparse
from dataclasses import dataclass
from typing import NoReturn

from backend.errors import UsageError
from backend.logs import LEVELS


@dataclass(frozen=True, slots=True)
class Arguments:
    """What was asked for on the command line."""

    log_level: str
    version: bool
    self_check: bool


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
    parser.add_argument("--self-check", action="store_true")
    options = parser.parse_args(arguments)
    return Arguments(log_level=options.log_level, version=options.version, self_check=options.self_check)
