"""electron-updater itself, on small files."""

import random
import sys
from pathlib import Path

import pytest

from build.bench.release.updates import fetched, sample_of
from build.bench.release.versions import Made
from build.environment.node_runtime import prepare_node
from build.feed.blockmaps import write_beside, write_embedded
from build.workbench import Workbench

CONTENT = random.Random(1).randbytes(2_000_000)  # noqa: S311 - just bytes
CHANGED = CONTENT[:1_000_000] + b"one line" + CONTENT[1_000_008:]
PIECE = 100_000
"""More than the pieces around one change have."""


@pytest.fixture(scope="module")
def bench() -> Workbench:
    return Workbench(Path(sys.executable), prepare_node(), Path())


def made(folder: Path, version: str, ending: str, content: bytes) -> Made:
    (folder / version).mkdir()
    file = folder / version / f"example-{version}-{ending}"
    file.write_bytes(content)
    return Made(file, version, 1.0)


@pytest.mark.parametrize("ending", ["linux-x64.AppImage", "win-x64.exe"])
def test_of_a_changed_file_the_changed_pieces_are_fetched(bench: Workbench, tmp_path: Path, ending: str):
    old, new = made(tmp_path, "1.0.0", ending, CONTENT), made(tmp_path, "1.0.1", ending, CHANGED)
    for file in (old.file, new.file):
        (write_embedded if ending.endswith("AppImage") else write_beside)(bench, file)
    sample = fetched(bench, old, new)
    assert 8 < sample["fetched_b"] < PIECE
    assert sample["fetched_share"] == pytest.approx(sample["fetched_b"] / new.file.stat().st_size)
    assert sample["requests"] > 1
    assert sample["complaints"] == []


def test_without_the_block_map_of_the_old_version_the_whole_file_counts(bench: Workbench, tmp_path: Path):
    old, new = made(tmp_path, "1.0.0", "win-x64.exe", CONTENT), made(tmp_path, "1.0.1", "win-x64.exe", CHANGED)
    write_beside(bench, new.file)
    sample = fetched(bench, old, new)
    assert sample["fetched_b"] > len(CHANGED)
    assert any("fallback to full download" in complaint for complaint in sample["complaints"])


def test_everything_that_the_server_sent_counts():
    sent = {"a.exe": {"requests": 3, "bytes": 40}, "a.exe.blockmap": {"requests": 1, "bytes": 10}}
    assert sample_of({"sent": sent, "complaints": []}, 200) == {
        "fetched_b": 50,
        "fetched_share": 0.25,
        "requests": 4,
        "complaints": [],
    }
