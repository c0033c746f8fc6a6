"""A small run with round figures."""

from build.bench.plan import App, Plan, Variant
from build.bench.results import Build, Results, results_of

TITLES = {
    "cpython-eager": "CPython source, eager",
    "cpython": "CPython source, ours",
    "pyinstaller-onedir": "PyInstaller onedir, eager",
    "nuitka": "Nuitka, ours",
}
APPS = {"app": "as shipped", "app-unchecked": "payload unchecked"}
PLAN = Plan(
    3,
    1,
    [Variant(key, title, ("program",), "/folder", listens_first=True) for key, title in TITLES.items()],
    [App(key, title, ("program",)) for key, title in APPS.items()],
)
BUILDS = {
    "cpython-eager": Build(recovered="all of it"),
    "cpython": Build(recovered="all of it"),
    "pyinstaller-onedir": Build(unpacked=116.1, zstd19=38.5, build_cold=42.0, recovered="9 of 9 modules"),
    "nuitka": Build(unpacked=52.0, zstd19=14.0, build_cold=120.0, build_warm=30.0, recovered="0 of 9 modules"),
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


def measured():
    return {
        "begun": "2026-11-21T09:00:00+00:00",
        "machine": {
            "cpu": "Example CPU",
            "cores": 2,
            "memory_gb": 8,
            "load_at_start": 0.1,
            "system": "Linux",
            "kernel": "6.1",
            "python": "3.11.7",
            "compiler": "GCC 12.2.0",
        },
        "rounds": 3,
        "seed": 1,
        "samples": {
            "cpython-eager": [sample(0.5, 0.6), sample(0.4, 0.5), sample(0.9, 1.0)],
            "cpython": [sample(0.08, 0.5, polls=[0.001] * 100)] * 3,
            "pyinstaller-onedir": [sample(0.52, 0.62, private=62_000_000)] * 3,
            "nuitka": [sample(0.07, 0.48, tokens_per_s=49_000, polls=[0.001] * 97 + [0.0062] * 3)] * 3,
            "app": [app_sample(1.1), app_sample(1.2), app_sample(1.3)],
            "app-unchecked": [app_sample(1.0)] * 3,
        },
    }


def results(**reasons) -> Results:
    return results_of(measured(), PLAN, BUILDS, reasons)
