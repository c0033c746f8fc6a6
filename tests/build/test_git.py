import subprocess
from pathlib import Path

import pytest

from build.errors import BuildError
from build.tools import git


def run(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=Test", "-c", "user.email=test@armature.example", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    folder = tmp_path / "Zoë 测试"
    folder.mkdir()
    run(folder, "init", "--quiet")
    (folder / ".gitignore").write_text("ignored\n", encoding="utf-8")
    (folder / "kept").write_text("kept\n", encoding="utf-8")
    run(folder, "add", "--all")
    run(folder, "commit", "--quiet", "--message", "Begin")
    return folder


def test_a_clean_tree_has_no_changed_files_and_ignored_ones_do_not_count(checkout: Path) -> None:
    (checkout / "ignored").touch()
    assert git.changed_files(checkout) == ()


def test_changed_new_moved_and_removed_files_are_named(checkout: Path) -> None:
    run(checkout, "mv", "kept", "moved")
    (checkout / "müssig new").touch()
    (checkout / ".gitignore").unlink()
    assert set(git.changed_files(checkout)) == {"kept", "moved", "müssig new", ".gitignore"}


def test_the_tags_of_the_last_commit_alone(checkout: Path) -> None:
    run(checkout, "tag", "v0.9.0")
    run(checkout, "commit", "--quiet", "--allow-empty", "--message", "More")
    assert git.tags_at_head(checkout) == ()
    run(checkout, "tag", "v1.0.0")
    run(checkout, "tag", "nightly")
    assert set(git.tags_at_head(checkout)) == {"v1.0.0", "nightly"}


def test_the_commit_is_only_known_where_the_files_are_as_it_has_them(checkout: Path) -> None:
    known = git.commit(checkout)
    assert known is not None
    assert len(known) == 40
    (checkout / "new").touch()
    assert git.commit(checkout) is None


def test_a_folder_that_is_no_checkout_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(BuildError, match="Release from a git checkout") as caught:
        git.changed_files(tmp_path)
    assert caught.value.code == "no-checkout"
    assert git.commit(tmp_path) is None
