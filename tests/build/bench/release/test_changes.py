import json
import subprocess
from pathlib import Path

import pytest

from build.bench.release.changes import CHANGES, Change, change_checkout, version_after
from build.bench.release.clone import PLAIN, Clone, clone_of
from build.errors import BuildError
from build.paths import ROOT
from build.tools import git

LINE = CHANGES["renderer"]


def run(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=Test", "-c", "user.email=test@armature.example", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A checkout with a product and the line that is changed."""
    folder = tmp_path / "Zoë 测试"
    (folder / LINE.file).parent.mkdir(parents=True)
    (folder / LINE.file).write_text(f"one\nconst agent = found {LINE.before}\nthree\n", encoding="utf-8")
    (folder / "product.json").write_text('{\n  "version": "1.2.9"\n}\n', encoding="utf-8")
    (folder / ".gitignore").write_text(".nox/\n", encoding="utf-8")
    run(folder, "init", "--quiet")
    run(folder, "add", "--all")
    run(folder, "commit", "--quiet", "--message", "Begin")
    return folder


@pytest.fixture
def clone(source: Path, tmp_path: Path) -> Clone:
    return clone_of(source, tmp_path / "clone")


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_the_lines_that_are_changed_are_in_the_source_of_today(change: Change):
    text = (ROOT / change.file).read_text(encoding="utf-8")
    changed = change.applied(text)
    differing = [pair for pair in zip(text.splitlines(), changed.splitlines(), strict=True) if pair[0] != pair[1]]
    assert len(differing) == 1


@pytest.mark.parametrize("text", ["nothing of it", LINE.before * 2])
def test_a_line_that_is_not_there_or_not_once_is_refused(text: str):
    with pytest.raises(BuildError, match=r"Choose another one in build/bench/release/changes\.py"):
        LINE.applied(text)


@pytest.mark.parametrize(("version", "expected"), [("0.1.0", "0.1.1"), ("1.2.9", "1.2.10"), ("2.0.0-beta.3", "2.0.1")])
def test_a_small_release_has_the_next_number(version: str, expected: str):
    assert version_after(version) == expected


def test_a_changed_checkout_differs_in_one_line_and_the_version(source: Path):
    change_checkout(source, LINE)
    assert (source / LINE.file).read_text(encoding="utf-8") == f"one\nconst agent = found {LINE.after}\nthree\n"
    assert json.loads((source / "product.json").read_text(encoding="utf-8")) == {"version": "1.2.10"}
    assert git.changed_files(source) == (LINE.file, "product.json")


def test_a_clone_becomes_a_tagged_and_clean_checkout_and_its_source_stays_as_it_is(source: Path, clone: Clone):
    before = git.commit(source)
    assert clone.become("renderer") == "1.2.10"
    assert LINE.after in (clone.folder / LINE.file).read_text(encoding="utf-8")
    assert git.changed_files(clone.folder) == ()
    assert git.tags_at_head(clone.folder) == ("v1.2.10",)
    assert git.commit(source) == before
    assert git.tags_at_head(source) == ()


def test_a_clone_becomes_the_last_commit_again_and_keeps_what_its_tools_made(source: Path, clone: Clone):
    clone.become("renderer")
    (clone.folder / ".nox").mkdir()
    (clone.folder / ".nox" / "cache").touch()
    (clone.folder / "left behind").touch()
    run(source, "commit", "--quiet", "--allow-empty", "--message", "More")
    assert clone.become(PLAIN) == "1.2.9"
    assert git.commit(clone.folder) == git.commit(source)
    assert git.tags_at_head(clone.folder) == ("v1.2.9",)
    assert (clone.folder / ".nox" / "cache").exists()
    assert clone.become("renderer") == "1.2.10"
