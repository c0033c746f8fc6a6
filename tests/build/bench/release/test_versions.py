import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from build.bench.release import versions
from build.bench.release.clone import Clone, clone_of
from build.bench.release.running import Ran
from build.bench.release.subjects import Making
from build.errors import BuildError
from build.tools import git

LINUX: Final = "linux-x64"


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clone:
    """A clone in which nothing is made but what a test lets it make."""
    monkeypatch.setattr(Clone, "become", lambda *_: "1.0.0")
    monkeypatch.setattr(git, "head", lambda folder: (folder / "head").read_text(encoding="utf-8"))
    (tmp_path / "head").write_text("first", encoding="utf-8")
    return clone_of(tmp_path, tmp_path / "clone")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """What the clone was told to make, each time."""
    calls: list[tuple[str, ...]] = []

    def run(self: Clone, title: str, module: str, place: Path, target: str, *kinds: str) -> Ran:
        calls.append(kinds)
        made: dict[str, Any] = {}
        for kind in kinds:
            (place / f"example.{kind}").write_text(kind, encoding="utf-8")
            made[kind] = {"file": f"example.{kind}", "bytes": len(kind), "made_s": 2.0}
        (place / f"{target}.json").write_text(json.dumps(made), encoding="utf-8")
        return Ran(1.0, [])

    monkeypatch.setattr(Clone, "run", run)
    return calls


Make = Callable[..., dict[str, versions.Made]]


@pytest.fixture
def make(clone: Clone, tmp_path: Path) -> Make:
    return lambda *kinds: versions.make(clone, Making("plain", LINUX, kinds), tmp_path / "made")


def test_what_was_made_of_a_commit_is_not_made_again(make: Make, asked: list[tuple[str, ...]]):
    first = make("deb", "rpm")
    assert make("deb", "rpm") == first
    assert asked == [("deb", "rpm")]
    assert first["deb"].file.read_text(encoding="utf-8") == "deb"
    assert (first["deb"].version, first["deb"].seconds) == ("1.0.0", 2.0)


def test_only_what_is_missing_is_made(make: Make, asked: list[tuple[str, ...]]):
    make("deb")
    assert {*make("deb", "rpm")} == {"deb", "rpm"}
    assert asked == [("deb",), ("rpm",)]


def test_of_another_commit_nothing_is_left(make: Make, asked: list[tuple[str, ...]], tmp_path: Path):
    old = make("deb", "rpm")
    (tmp_path / "head").write_text("second", encoding="utf-8")
    make("deb")
    assert asked == [("deb", "rpm"), ("deb",)]
    assert not old["rpm"].file.exists()


def test_a_program_that_leaves_nothing_behind_is_told(clone: Clone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Clone, "run", lambda *_: Ran(1.0, []))
    with pytest.raises(BuildError, match="left nothing behind"):
        versions.make(clone, Making("plain", LINUX, ("deb",)), tmp_path / "made")
