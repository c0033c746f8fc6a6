"""The end-to-end tests: Playwright on the real Electron with the real backend, sandboxed and unprivileged."""

import argparse
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager

from build.compile.build import compile_backend
from build.display import display_environ
from build.doctor.checks import FOR_TESTS
from build.package.app import PRODUCT_EDITION, TEST_EDITION, package_app
from build.parts import Part, Report, finish, run_parts
from build.paths import REPORTS
from build.process import as_strings
from build.reports.readers import read_playwright
from build.tools import keyring
from build.unprivileged import as_user
from build.workbench import Workbench, prepare

CONFIG = "tests/e2e/playwright.config.ts"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What is not named here is passed on to Playwright."""
    parser.add_argument("--packaged", action="store_true", help="test the packed app instead of the source tree")


def run(options: argparse.Namespace, rest: list[str]) -> int:
    """Build the shell or pack the app, then run Playwright."""
    bench = prepare(FOR_TESTS)
    with (packaged_e2e_parts if options.packaged else e2e_parts)(bench, rest) as parts:
        return finish(run_parts(parts, keep_going=False))


@contextmanager
def e2e_parts(bench: Workbench, rest: list[str]) -> Iterator[list[Part]]:
    """The parts, with the display and the keychain that they need, which end with the block."""
    with _playwright(bench, "playwright", ["source"], rest, {}) as playwright:
        yield [Part("build the shell", [bench.node.node, "electron/tools/build.mjs"], bench.environ()), playwright]


@contextmanager
def packaged_e2e_parts(bench: Workbench, rest: list[str]) -> Iterator[list[Part]]:
    """The same tests on the packed app, and those of what only a packed app has.

    Raises:
        BuildError: the app cannot be packed.
    """
    product, inspectable = package_app(bench, compile_backend(bench).folder, PRODUCT_EDITION, TEST_EDITION)
    apps = {"PRODUCT_APP": str(product.executable), "PACKAGED_APP": str(inspectable.executable)}
    # Two at a time: they wait for streamed words more than they compute, and each has processes and folders of its own.
    arguments = ["--workers=2", *rest]
    with _playwright(bench, "playwright, packaged", ["packaged", "package"], arguments, apps) as playwright:
        yield [playwright]


@contextmanager
def _playwright(
    bench: Workbench, name: str, projects: list[str], rest: list[str], variables: Mapping[str, str]
) -> Iterator[Part]:
    report = REPORTS / f"{'-'.join(['playwright', *projects])}.json"
    chosen = [f"--project={project}" for project in projects]
    arguments = ["test", "--config", CONFIG, "--reporter=list,json", *chosen, *rest]
    playwright = as_strings([*bench.node_program("playwright"), *arguments])
    with ExitStack() as stack:
        environ = bench.environ() | stack.enter_context(display_environ(virtual=True))
        environ |= {"PLAYWRIGHT_JSON_OUTPUT_NAME": str(report), **variables}
        if keyring.available():
            environ |= stack.enter_context(keyring.private_home())
        command = as_user(keyring.in_session(playwright) if keyring.available() else playwright)
        yield Part(name, command, environ, Report(report, read_playwright))
