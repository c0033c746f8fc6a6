"""The command line: everything else comes through the handshake."""

import argparse
import math
from dataclasses import dataclass
from typing import NoReturn

from backend.errors import UsageError
from backend.logs import LEVELS


@dataclass(frozen=True, slots=True)
class Arguments:
    """What was asked for on the command line.

    Attributes:
        log_level: the least that is logged.
        model_timeout_s: how long a model's server may be silent; None for the default.
        grace_s: how long a run goes on without a reader; None for the default.
        version: whether only to say what this program is.
        self_check: the modules to import in a check of the installation; None for no check.
        without_plugins: whether to leave the vendor's plug-ins out: one of them may be what keeps ending the process.
    """

    log_level: str
    model_timeout_s: float | None
    grace_s: float | None
    version: bool
    self_check: tuple[str, ...] | None
    without_plugins: bool


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
    parser.add_argument("--model-timeout", type=_seconds, metavar="SECONDS")
    parser.add_argument("--grace", type=_seconds, metavar="SECONDS")
    parser.add_argument("--version", action="store_true")
    parser.add_argument("--self-check", nargs="*", metavar="MODULE")
    parser.add_argument("--without-plugins", action="store_true")
    options = parser.parse_args(arguments)
    modules = None if options.self_check is None else tuple(options.self_check)
    return Arguments(
        log_level=options.log_level,
        model_timeout_s=options.model_timeout,
        grace_s=options.grace,
        version=options.version,
        self_check=modules,
        without_plugins=options.without_plugins,
    )


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds < math.inf:
        raise ValueError
    return seconds
