"""One suite, two targets: the source tree, or the program that ``BACKEND_COMMAND`` names.

A test that starts a backend process knows nothing but its pipes, its port and the protocol, and runs against both. A
test of modules runs against the source tree alone: compiled, they cannot be imported one by one.
"""

import os
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from enum import Enum

import pytest

COMMAND_VARIABLE = "BACKEND_COMMAND"
STARTING_FIXTURES = frozenset({"start_backend", "shared_backend"})
"""The only fixtures that start a backend; all others that do are made of them."""

needs_source = pytest.mark.needs_source
"""The test puts faults into modules from outside."""
needs_program = pytest.mark.needs_program
"""The test is about a program that brings its own Python."""
needs_root = pytest.mark.needs_root
"""The test becomes another user, as only root can."""


class LeftOut(Enum):
    """Why a test is not one of the target's."""

    TESTS_MODULES = "they test modules one by one and start no backend"
    NEEDS_SOURCE = "they put faults into modules, and a compiled program imports none from outside"
    NEEDS_PROGRAM = "they are about a compiled program"
    NEEDS_ROOT = "they become another user, as only root can"


def is_root() -> bool:
    """Whether this process could become another user."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def is_program() -> bool:
    """Whether the target is a program and not the source tree."""
    return COMMAND_VARIABLE in os.environ


def judge(fixtures: Collection[str], marks: Collection[str], *, program: bool, root: bool) -> LeftOut | None:
    """Say why a test with these fixtures and marks is left out; None for one that runs."""
    if "needs_root" in marks and not root:
        return LeftOut.NEEDS_ROOT
    if not program:
        return LeftOut.NEEDS_PROGRAM if "needs_program" in marks else None
    if not STARTING_FIXTURES & set(fixtures):
        return LeftOut.TESTS_MODULES
    return LeftOut.NEEDS_SOURCE if "needs_source" in marks else None


def report(target: str, ran: int, left_out: Iterable[tuple[LeftOut, str, str]]) -> Iterator[str]:
    """Yield the lines that say what ran and what did not.

    Args:
        target: the command line of the backend under test.
        ran: how many tests started it.
        left_out: why, the file, and the name of the test, without parameters.
    """
    yield f"{ran} black-box tests ran against {target}"
    names: dict[LeftOut, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    for why, file, name in left_out:
        names[why][file][name] += 1
    for why, files in names.items():
        total = sum(count for tests in files.values() for count in tests.values())
        yield f"{total} tests were left out, for {why.value}:"
        for file, tests in sorted(files.items()):
            shown = "" if why is LeftOut.TESTS_MODULES else f": {', '.join(tests)}"
            yield f"  {file}: {sum(tests.values())}{shown}"
