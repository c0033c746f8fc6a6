"""`release --dry-run` as an engineer runs it, in a checkout of their own where nothing was ever installed."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from build.paths import ROOT
from build.tools import git

VERSION = json.loads((ROOT / "product.json").read_text(encoding="utf-8"))["version"]
PARTS = ("build", "backend/product.py", "product.json", "package.json", "pyproject.toml", ".gitignore")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    folder = tmp_path / "source Zoë 测试"
    for part in PARTS:
        source, copy = ROOT / part, folder / part
        copy.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, copy, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, copy)
    for command in (["init", "--quiet"], ["add", "--all"]):
        subprocess.run(["git", *command], cwd=folder, check=True)
    git.commit_tagged(folder, "somebody", "begun")
    return folder


def dry_run(checkout: Path, *options: str) -> tuple[int, str]:
    """The exit code, and what it said."""
    command = [sys.executable, "-B", "-m", "build", "release", "--dry-run", *options]
    ended = subprocess.run(command, cwd=checkout, capture_output=True, encoding="utf-8", check=False)
    return ended.returncode, ended.stderr


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if ".git" not in path.parts}


def test_it_tells_the_plan_and_what_forbids_it_and_makes_and_installs_nothing(checkout: Path) -> None:
    before = files(checkout)
    (checkout / "product.json").write_bytes((checkout / "product.json").read_bytes() + b"\n")
    code, said = dry_run(checkout, "--test-identity", "--target", "win32-x64", "--target", "darwin-arm64")
    assert code == 1
    assert f" {VERSION} for win32-x64, darwin-arm64:" in said
    assert "9. feed: write and sign the feeds" in said
    assert "product.json" in said
    assert [code for code in ("dirty-tree", "untagged", "identity-missing", "stand-ins") if f"[{code}]" in said] == [
        "dirty-tree",
        "untagged",
    ]
    assert files(checkout) == before


def test_a_rehearsal_of_a_tagged_commit_is_allowed_and_a_release_without_keys_is_not(checkout: Path) -> None:
    git.commit_tagged(checkout, "somebody", f"v{VERSION}")
    assert dry_run(checkout, "--test-identity", "--target", "win32-x64")[0] == 0
    code, said = dry_run(checkout, "--until", "preflight")
    assert code == 1
    assert "[identity-missing]" in said
    assert "[untagged]" not in said
    assert "feed:" not in said
