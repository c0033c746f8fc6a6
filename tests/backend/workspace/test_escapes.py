"""Attempts to get out of the workspace, against both ways of keeping inside it."""

import itertools
import os
import socket
from contextlib import suppress
from pathlib import Path

import pytest

from backend.workspace.descriptors import DescriptorFolder
from backend.workspace.errors import WorkspaceError
from backend.workspace.rechecked import RecheckedFolder
from backend.workspace.workspace import Workspace, open_workspace
from tests.backend.workspace.swapping import swapping

pytestmark = pytest.mark.attack("Hostile arguments", "the workspace by itself, both ways of keeping inside it")

SECRET = "the secret outside"


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "secret.txt").write_text(SECRET)
    return folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "Zoë 测试"
    (folder / "sub").mkdir(parents=True)
    (folder / "notes.txt").write_text("Buy milk\n")
    (folder / "sub" / "deep.txt").write_text("deep\n")
    return folder


@pytest.fixture(params=[DescriptorFolder, RecheckedFolder])
def workspace(request, root: Path) -> Workspace:
    return Workspace(request.param(root))


def test_files_inside_are_listed_read_and_written(workspace, root):
    assert [one.name for one in workspace.entries(".")] == ["sub", "notes.txt"]
    assert workspace.read_text("sub/deep.txt") == "deep\n"
    assert workspace.write_text("new/er/file.txt", "ü") is True
    assert workspace.write_text("new/er/file.txt", "ö") is False
    assert (root / "new/er/file.txt").read_text("utf-8") == "ö"
    assert [one.name for one in (root / "new/er").iterdir()] == ["file.txt"]


def test_a_link_to_a_file_outside_is_named_but_never_read_or_written(workspace, root, outside):
    (root / "link.txt").symlink_to(outside / "secret.txt")
    assert [(one.name, one.kind) for one in workspace.entries(".")][-2:] == [
        ("link.txt", "link"),
        ("notes.txt", "file"),
    ]
    with pytest.raises(WorkspaceError, match="link"):
        workspace.read_text("link.txt")
    with pytest.raises(WorkspaceError, match="link"):
        workspace.write_text("link.txt", "overwritten")
    assert (outside / "secret.txt").read_text() == SECRET


def test_a_link_to_a_folder_outside_is_not_entered(workspace, root, outside):
    (root / "way").symlink_to(outside)
    for attempt in (
        lambda: workspace.entries("way"),
        lambda: workspace.read_text("way/secret.txt"),
        lambda: workspace.write_text("way/new.txt", "x"),
        lambda: workspace.write_text("way/a/b.txt", "x"),
    ):
        with pytest.raises(WorkspaceError, match="link"):
            attempt()
    assert [one.name for one in outside.iterdir()] == ["secret.txt"]


def test_a_search_does_not_follow_links(workspace, root, outside):
    (root / "way").symlink_to(outside)
    (root / "link.txt").symlink_to(outside / "secret.txt")
    (root / "sub" / "loop").symlink_to(root)
    found = workspace.search("secret", ".", 100, lambda: False)
    assert found.hits == ()
    assert found.files_searched == 2


def test_a_named_pipe_is_refused_and_does_not_block(workspace, root):
    os.mkfifo(root / "pipe")
    with pytest.raises(WorkspaceError, match="not a regular file"):
        workspace.read_text("pipe")
    with pytest.raises(WorkspaceError, match="not a regular file"):
        workspace.write_text("pipe", "x")


def test_a_socket_is_refused_before_it_is_opened(workspace, root, monkeypatch):
    monkeypatch.chdir(root)  # the path of a socket must be short
    with socket.socket(socket.AF_UNIX) as odd:
        odd.bind("odd")
    with pytest.raises(WorkspaceError, match="not a regular file"):
        workspace.read_text("odd")
    with pytest.raises(WorkspaceError, match="not a regular file"):
        workspace.write_text("odd", "x")


def test_a_hard_link_is_replaced_and_the_file_outside_stays(workspace, root, outside):
    (root / "hard.txt").hardlink_to(outside / "secret.txt")
    workspace.write_text("hard.txt", "overwritten")
    assert (outside / "secret.txt").read_text() == SECRET


def test_a_folder_of_too_many_names_is_refused_instead_of_filling_the_memory(workspace, monkeypatch):
    monkeypatch.setattr("backend.workspace.folder.MAX_ENTRIES", 1)
    with pytest.raises(WorkspaceError, match="holds more than 1 names"):
        workspace.entries(".")


def test_a_search_ends_in_a_tree_of_nothing_but_folders(workspace, root):
    for number in range(50):
        (root / "sub" / str(number)).mkdir()
    answers = itertools.count()
    assert not workspace.search("x", "sub", 10, lambda: next(answers) >= 3).complete
    assert next(answers) < 10


def test_a_folder_is_no_file_and_a_file_no_folder(workspace):
    with pytest.raises(WorkspaceError, match="is a folder"):
        workspace.read_text("sub")
    with pytest.raises(WorkspaceError):
        workspace.entries("notes.txt")
    with pytest.raises(WorkspaceError):
        workspace.write_text("notes.txt/x", "x")
    with pytest.raises(WorkspaceError, match=r"no “missing\.txt”"):
        workspace.read_text("missing.txt")


def test_a_folder_swapped_for_a_link_while_it_is_read_gives_nothing_away(workspace, root, outside):
    (outside / "deep.txt").write_text(SECRET)
    seen = set()
    with swapping(root / "sub", outside):
        for _ in range(3000):
            with suppress(WorkspaceError):
                seen.add(workspace.read_text("sub/deep.txt"))
    assert seen == {"deep\n"}


def test_a_folder_swapped_for_a_link_while_it_is_written_to_gets_nothing_outside(root, outside):
    """By descriptors only: the other way relies on Windows, where a folder with an open file cannot be renamed."""
    workspace = Workspace(DescriptorFolder(root))
    written = refused = 0
    with swapping(root / "sub", outside):
        for number in range(2000):
            try:
                workspace.write_text(f"sub/{number % 10}.txt", "content")
                written += 1
            except WorkspaceError:
                refused += 1
    assert min(written, refused) > 0, "one side never met the other: the test tests nothing"
    assert {one.name: one.read_text() for one in outside.iterdir()} == {"secret.txt": SECRET}


def test_a_failed_write_leaves_the_old_file_and_no_draft(workspace, root):
    with pytest.raises(WorkspaceError, match="larger"):
        workspace.write_text("notes.txt", "x" * 2_000_001)
    assert (root / "notes.txt").read_text() == "Buy milk\n"
    assert not [one for one in root.iterdir() if one.name.endswith(".tmp")]


def test_a_replaced_file_keeps_its_mode(workspace, root):
    (root / "notes.txt").chmod(0o640)
    workspace.write_text("notes.txt", "x")
    assert (root / "notes.txt").stat().st_mode & 0o777 == 0o640


def test_a_replaced_file_does_not_keep_the_right_to_run_as_its_owner(workspace, root):
    (root / "notes.txt").chmod(0o7755)
    workspace.write_text("notes.txt", "x")
    assert (root / "notes.txt").stat().st_mode & 0o7777 == 0o755


def test_what_was_to_be_new_replaces_nothing(workspace, root):
    with pytest.raises(WorkspaceError, match="meanwhile"):
        workspace.write_text("notes.txt", "x", may_replace=False)
    assert (root / "notes.txt").read_text() == "Buy milk\n"
    assert workspace.write_text("new.txt", "x", may_replace=False) is True


@pytest.mark.parametrize("path", [None, ""])
def test_without_a_workspace_the_user_is_sent_to_the_settings(path):
    with pytest.raises(WorkspaceError, match="Choose a folder in the settings"):
        open_workspace(path)


def test_a_workspace_that_went_away_is_told(tmp_path):
    with pytest.raises(WorkspaceError, match="Choose another folder"):
        open_workspace(str(tmp_path / "gone"))


def test_the_chosen_folder_itself_may_be_a_link(tmp_path, root):
    (tmp_path / "chosen").symlink_to(root)
    assert open_workspace(str(tmp_path / "chosen")).read_text("notes.txt") == "Buy milk\n"
