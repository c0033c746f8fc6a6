"""A small run with round figures, of the suite of the compiled backend."""

from build.bench.compiled.suite import SUITE
from build.bench.results import Results, results_of
from build.bench.suite import Measured, Request

KEYS = ("cpython-eager", "cpython", "pyinstaller-onedir", "nuitka", "app", "app-unchecked")
TITLES = {key: SUITE.titles[key] for key in KEYS}
REQUEST = Request(3, list(TITLES), 1)
ONCE = {
    "pyinstaller-onedir": {"unpacked": 116.1, "zstd19": 38.5, "build_cold": 42.0},
    "nuitka": {"unpacked": 52.0, "zstd19": 14.0, "build_cold": 120.0, "build_warm": 30.0},
}
RECOVERED = {
    "cpython-eager": "all of it",
    "cpython": "all of it",
    "pyinstaller-onedir": "9 of 9 modules",
    "nuitka": "0 of 9 modules",
}


def sample(health_s, first_token_s, *, tokens_per_s=50_000, private=60_000_000, polls=None):
    memory = {"rss": 80_000_000, "private": private}
    fields = {
        "health_s": health_s,
        "first_token_s": first_token_s,
        "ready_s": first_token_s - 0.05,
        "rest_s": [0.0005] * 99 + [0.004],
        "tokens_per_s": tokens_per_s,
        "memory_start": memory,
        "memory_chats": memory,
    }
    return fields if polls is None else {**fields, "health_polls_s": polls}


def app_sample(ready_s):
    return {"app_window_s": 0.9, "app_ready_s": ready_s, "app_token_s": ready_s + 0.1}


def measured() -> Measured:
    return Measured(
        begun="2026-11-21T09:00:00+00:00",
        machine={
            "cpu": "Example CPU",
            "cores": 2,
            "memory_gb": 8,
            "load_at_start": 0.1,
            "system": "Linux",
            "kernel": "6.1",
            "python": "3.11.7",
            "compiler": "GCC 12.2.0",
        },
        samples={
            "cpython-eager": [sample(0.5, 0.6), sample(0.4, 0.5), sample(0.9, 1.0)],
            "cpython": [sample(0.08, 0.5, polls=[0.001] * 100)] * 3,
            "pyinstaller-onedir": [sample(0.52, 0.62, private=62_000_000)] * 3,
            "nuitka": [sample(0.07, 0.48, tokens_per_s=49_000, polls=[0.001] * 97 + [0.0062] * 3)] * 3,
            "app": [app_sample(1.1), app_sample(1.2), app_sample(1.3)],
            "app-unchecked": [app_sample(1.0)] * 3,
        },
        once=ONCE,
        remarks={"vendor's code recovered": RECOVERED},
    )


def results(**reasons) -> Results:
    return results_of(SUITE, REQUEST, measured(), reasons)
