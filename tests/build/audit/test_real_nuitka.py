"""What Nuitka itself makes of a small package, read by our own reader of its constants."""

import os
import shutil

import pytest

from build.audit.canary import plant_canary
from build.audit.needles import Kind
from build.audit.nuitka_blob import read_blob
from build.environment.compile_env import prepare_compile
from build.process import capture
from tests.build.audit.world import MODULE, searched, vendor

EVERY_TYPE = """
VALUES = {
    "numbers": (0, 7, -7, 2**70, -(2**70), 1.5, 0.0, -0.0, float("inf"), 1j, 1.5 + 2j, True, False, None),
    "texts": ("", "a", "a name", "name", "zero\\0inside", "größer", b"", b"b", b"bytes", b"\\0", bytearray(b"array")),
    "others": [[], (), {}, {1: 2, 3: [4]}, {5, 6}, frozenset({7}), range(3), range(1, 9, 2), slice(1, None, 2), ...],
}
TYPES = (list[int], int | None, type(None), NotImplemented, ValueError, len, print)


class Outer:
    class Inner:
        def method(self, first, /, *rest, key=3, **more):
            return (lambda: [first for _ in rest if key])(), (self for _ in more)

    async def stream(self):
        yield self


async def gather(things):
    return [thing async for thing in things]
"""


def built(folder, flags):
    """The package of the folder as one extension module."""
    output = folder / "out"
    options = ["--module", "--include-package=backend", "--nofollow-imports", "--quiet", "--remove-output"]
    command = [prepare_compile(), "-m", "nuitka", *options, *flags, f"--output-dir={output}", folder / "backend"]
    capture(command, env={**os.environ, "PYTHONPATH": str(folder)}, timeout=500)
    (module,) = (path for path in output.iterdir() if path.suffix in {".so", ".pyd"})
    return module.read_bytes()


@pytest.fixture(scope="module")
def owner(tmp_path_factory):
    return vendor(tmp_path_factory.mktemp("checkout"))


@pytest.fixture
def stage(tmp_path):
    folder = tmp_path / "backend"
    (folder / "deals").mkdir(parents=True)
    for package in (folder, folder / "deals"):
        (package / "__init__.py").write_text("", encoding="utf-8")
    (folder / "deals" / "haggler.py").write_text(MODULE + EVERY_TYPE, encoding="utf-8")
    plant_canary(tmp_path)
    return tmp_path


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_without_its_flags_docstrings_and_canary_are_found_with_them_they_are_gone(owner, stage):
    leaky = built(stage, ["--python-flag=no_annotations"])
    shutil.rmtree(stage / "out")
    tight = built(stage, ["--python-flag=no_docstrings,no_asserts", "--file-reference-choice=frozen"])
    for data in (leaky, tight):
        parts = {part.module: part for part in read_blob(data)}
        assert "backend.deals.haggler" in parts
        assert [part.module for part in parts.values() if not part.complete] == []
        texts = {text for _, text in parts["backend.deals.haggler"].texts}
        assert {"The offer could not be read: try again with a number.", "größer", "zero\0inside"} <= texts
        assert searched(owner, data).ledger.not_searched == {}
    assert {finding.kind for finding in searched(owner, leaky).findings} >= {Kind.DOCSTRING, Kind.CANARY, Kind.PROMPT}
    assert {finding.kind for finding in searched(owner, tight).findings} == {Kind.PROMPT}
