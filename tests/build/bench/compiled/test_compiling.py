from types import SimpleNamespace

from build.bench.compiled.compiling import compile_seconds


class Compiler:
    """Takes long while its cache is empty, and does nothing where it finds its own work."""

    def __init__(self):
        self.runs = 0

    def __call__(self, places):
        self.runs += 1
        took = 30.0 if places.cache.exists() else 150.0
        took = 0.0 if places.work.exists() else took
        places.cache.mkdir(parents=True, exist_ok=True)
        places.work.mkdir(parents=True)
        return SimpleNamespace(report={"seconds": {"all": took}})


def test_cold_is_without_caches_and_warm_is_with_them_but_not_without_work(tmp_path):
    assert compile_seconds("a", tmp_path / "times", Compiler()) == (150.0, 30.0)


def test_the_same_inputs_are_compiled_once_and_others_from_the_beginning(tmp_path):
    compiler = Compiler()
    for inputs, runs in (("a", 2), ("a", 2), ("b", 4)):
        assert compile_seconds(inputs, tmp_path / "times", compiler) == (150.0, 30.0)
        assert compiler.runs == runs
