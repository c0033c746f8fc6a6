"""The end-to-end tests: Playwright on the real Electron with the real backend, sandboxed and unprivileged."""

import argparse
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

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
NOTHING_MORE: Final[Mapping[str, str]] = MappingProxyType({})
ALONE: Final = "@alone"
"""The tag of tests that measure what a user would notice: no other may run beside them."""
TRIALS_OF_BOTH: Final = "^(?=.*@(?:fault|attack))(?!.*@source)"
"""A pattern for the trials that are made on the packed app, too."""


@dataclass(frozen=True)
class Chosen:
    """Which of the tests, and how many at a time.

    Attributes:
        tag: that their titles or tags have; all, when it is empty.
        without: a pattern for those that are left out.
        workers: two, for most of them wait for streamed words more than they compute.
    """

    tag: str = ""
    without: str = ""
    workers: int = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What is not named here is passed on to Playwright."""
    parser.add_argument("--packaged", action="store_true", help="test the packed app instead of the source tree")


def run(options: argparse.Namespace, rest: list[str]) -> int:
    """Build the shell or pack the app, then run Playwright."""
    bench = prepare(FOR_TESTS)
    with (packaged_e2e_parts if options.packaged else e2e_parts)(bench, rest) as parts:
        return finish(run_parts(parts, keep_going=False))


@contextmanager
def e2e_parts(
    bench: Workbench, rest: list[str], variables: Mapping[str, str] = NOTHING_MORE, chosen: Chosen | None = None
) -> Iterator[list[Part]]:
    """The parts, with the display and the keychain that they need, which end with the block."""
    runs = _runs("playwright", chosen or Chosen(), rest)
    with _playwright(bench, runs, ["source"], variables) as parts:
        yield [Part("build the shell", [bench.node.node, "electron/tools/build.mjs"], bench.environ()), *parts]


@contextmanager
def packaged_e2e_parts(
    bench: Workbench, rest: list[str], variables: Mapping[str, str] = NOTHING_MORE, chosen: Chosen | None = None
) -> Iterator[list[Part]]:
    """The same tests on the packed app, and those of what only a packed app has.

    Raises:
        BuildError: the app cannot be packed.
    """
    product, inspectable = package_app(bench, compile_backend(bench).folder, PRODUCT_EDITION, TEST_EDITION)
    apps = {"PRODUCT_APP": str(product.executable), "PACKAGED_APP": str(inspectable.executable)}
    runs = _runs("playwright, packaged", chosen or Chosen(), rest)
    with _playwright(bench, runs, ["packaged", "package"], {**apps, **variables}) as parts:
        yield parts


def _runs(name: str, chosen: Chosen, rest: list[str]) -> dict[str, list[str]]:
    """The arguments of each run, by its name: tests that need the machine for themselves have one of their own."""
    workers = f"--workers={chosen.workers}"
    if rest:
        return {name: [workers, *rest]}
    but = [f"--grep-invert={chosen.without}"] if chosen.without else []
    beside = "|".join(filter(None, (ALONE, chosen.without)))
    return {
        name: [workers, f"--grep={chosen.tag}", f"--grep-invert={beside}"],
        f"{name}, one at a time": ["--workers=1", f"--grep=(?=.*{chosen.tag})(?=.*{ALONE})", *but],
    }


@contextmanager
def _playwright(
    bench: Workbench, runs: Mapping[str, list[str]], projects: list[str], variables: Mapping[str, str]
) -> Iterator[list[Part]]:
    with ExitStack() as stack:
        environ = {**bench.environ(), **stack.enter_context(display_environ(virtual=True)), **variables}
        if keyring.available():
            environ |= stack.enter_context(keyring.private_home())
        yield [_part(bench, name, projects, arguments, environ) for name, arguments in runs.items()]


def _part(bench: Workbench, name: str, projects: list[str], arguments: list[str], environ: Mapping[str, str]) -> Part:
    report = REPORTS / f"{name.replace(', ', '-').replace(' ', '-')}.json"
    chosen = [f"--project={project}" for project in projects]
    command = ["test", "--config", CONFIG, "--reporter=list,json", "--pass-with-no-tests", *chosen, *arguments]
    playwright = as_strings([*bench.node_program("playwright"), *command])
    unprivileged = as_user(keyring.in_session(playwright) if keyring.available() else playwright)
    return Part(
        name, unprivileged, {**environ, "PLAYWRIGHT_JSON_OUTPUT_NAME": str(report)}, Report(report, read_playwright)
    )
