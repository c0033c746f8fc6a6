"""The end-to-end tests: Playwright on the real Electron with the real backend, sandboxed and unprivileged."""

import argparse
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from build.display import display_environ
from build.doctor.checks import FOR_TESTS
from build.parts import Part, Report, finish, run_parts
from build.paths import REPORTS
from build.process import as_strings
from build.reports.readers import read_playwright
from build.tools import keyring
from build.unprivileged import as_user
from build.workbench import Workbench, prepare

CONFIG = "tests/e2e/playwright.config.ts"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Everything is passed on to Playwright."""
    del parser


def run(options: argparse.Namespace, rest: list[str]) -> int:
    """Build the shell, then run Playwright."""
    del options
    bench = prepare(FOR_TESTS)
    with e2e_parts(bench, rest) as parts:
        return finish(run_parts(parts, keep_going=False))


@contextmanager
def e2e_parts(bench: Workbench, rest: list[str]) -> Iterator[list[Part]]:
    """The parts, with the display and the keychain that they need, which end with the block."""
    report = REPORTS / "playwright.json"
    arguments = ["test", "--config", CONFIG, "--reporter=list,json", *rest]
    playwright = as_strings([*bench.node_program("playwright"), *arguments])
    with ExitStack() as stack:
        environ = bench.environ() | stack.enter_context(display_environ(virtual=True))
        environ["PLAYWRIGHT_JSON_OUTPUT_NAME"] = str(report)
        if keyring.available():
            environ |= stack.enter_context(keyring.private_home())
        command = as_user(keyring.in_session(playwright) if keyring.available() else playwright)
        yield [
            Part("build the shell", [bench.node.node, "electron/tools/build.mjs"], bench.environ()),
            Part("playwright", command, environ, Report(report, read_playwright)),
        ]
