"""The comparison of the compiled backend: make the variants, measure them, and say how they are shown."""

from dataclasses import asdict
from typing import Any, Final

from build.bench.bars import Bar
from build.bench.compiled.apps import make_apps
from build.bench.compiled.builds import Made, make
from build.bench.compiled.measures import OF_APPS, OF_BUILDS, TAKEN
from build.bench.compiled.plan import Plan
from build.bench.compiled.variants import APPS, TITLES
from build.bench.suite import Measured, Request, Suite, Table
from build.bench.there import measured_there
from build.workbench import Workbench

_OURS: Final = "nuitka"
_BASE: Final = "cpython-eager"
_RECOVERED: Final = "vendor's code recovered"
_ROUNDS: Final = 15


def measure(bench: Workbench, request: Request) -> Measured:
    """Make the wanted variants and apps, and measure them.

    Raises:
        BuildError: one of them could not be made, or did not run.
    """
    made = make(bench, [key for key in TITLES if key in request.subjects])
    apps = make_apps(bench, [key for key in APPS if key in request.subjects])
    plan = Plan(request.rounds, request.seed, [one.variant for one in made], apps)
    found = measured_there(bench, "build.bench.compiled", asdict(plan), display=bool(apps))
    return Measured(
        begun=found["begun"],
        machine=found["machine"],
        samples=found["samples"],
        once={one.variant.key: _once(one, found) for one in made},
        remarks={_RECOVERED: {one.variant.key: one.build.recovered for one in made if one.build.recovered}},
    )


def _once(made: Made, found: dict[str, Any]) -> dict[str, float]:
    sizes = found["sizes"].get(made.variant.key, {})
    return {key: size / 1e6 for key, size in sizes.items()} | made.build.seconds()


SUITE: Final = Suite(
    key="compiled",
    title="The compiled backend beside its rivals",
    titles={**TITLES, **APPS},
    ours=frozenset({_OURS}),
    measures=(*TAKEN, *OF_BUILDS, *OF_APPS),
    bars=(
        Bar("health-eager", "health", 0.30, _OURS, "cpython-eager"),
        Bar("health-onedir", "health", 0.28, _OURS, "pyinstaller-onedir"),
        Bar("first-token-onedir", "first_token", 0.80, _OURS, "pyinstaller-onedir"),
        Bar("tokens-source", "tokens", 1.0, _OURS, "cpython", at_least=True),
        Bar("private-onedir", "private_chats", 1.0, _OURS, "pyinstaller-onedir"),
        Bar("health-p99", "health_p99", 5.0, _OURS),
        Bar("unpacked", "unpacked", 60.0, _OURS),
        Bar("zstd19", "zstd19", 16.0, _OURS),
        Bar("build-cold", "build_cold", 180.0, _OURS),
        Bar("build-warm", "build_warm", 45.0, _OURS),
        Bar("payload-check-ready", "app_ready", 1.10, "app", "app-unchecked"),
        Bar("payload-check-token", "app_token", 1.10, "app", "app-unchecked"),
    ),
    tables=(
        Table(
            "The figures",
            "In brackets: the ratio to the eager source.",
            tuple(each.key for each in (*TAKEN, *OF_BUILDS)),
            tuple(TITLES),
            _BASE,
            remarks=True,
        ),
        Table(
            "The packed app",
            "In brackets: the ratio to the app without the check of its payload.",
            tuple(each.key for each in OF_APPS),
            tuple(APPS),
            "app-unchecked",
        ),
        Table(
            "How far the rounds of the backends lie apart",
            "The smallest of the rounds, and half the range that the middle half of them covers.",
            tuple(each.key for each in TAKEN),
            tuple(TITLES),
            spread=True,
        ),
        Table(
            "How far the rounds of the apps lie apart",
            "The same for the packed app.",
            tuple(each.key for each in OF_APPS),
            tuple(APPS),
            spread=True,
        ),
    ),
    plotted=("health", "first_token", "private_chats", "tokens", "unpacked", "zstd19"),
    rounds=_ROUNDS,
    measure=measure,
    windowed=frozenset(APPS),
    in_readme=Table(
        "",
        "",
        ("health", "first_token", "tokens", "private_chats", "unpacked", "zstd19", "build_cold", "build_warm"),
        ("cpython-eager", "cpython", "pyinstaller-onedir", "pyinstaller-onefile", "nuitka"),
        _BASE,
        remarks=True,
    ),
)
