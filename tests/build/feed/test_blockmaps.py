"""Block maps: that stale ones are found, and that app-builder-lib makes them anew, as it made them first."""

import gzip
import json
import random
import sys
import zlib
from pathlib import Path

import pytest

from build.environment.node_runtime import prepare_node
from build.errors import BuildError
from build.feed import blockmaps
from build.feed.artifacts import feed_file
from build.feed.mend import mend_block_maps
from build.preflight.blockmaps import check_block_maps
from build.workbench import Workbench

CONTENT = random.Random(5).randbytes(200_000)  # noqa: S311 - nothing is hidden in it


@pytest.fixture(scope="session")
def bench():
    return Workbench(Path(sys.executable), prepare_node(), Path())


@pytest.fixture
def installer(tmp_path):
    file = tmp_path / "fixture-1.0.0-win-x64.exe"
    file.write_bytes(CONTENT)
    return file


@pytest.fixture
def image(tmp_path):
    file = tmp_path / "fixture-1.0.0-linux-x64.AppImage"
    file.write_bytes(CONTENT)
    return file


def codes(file):
    return [(finding.code, finding.artifact) for finding in check_block_maps(file.parent)]


def test_a_map_that_is_missing_is_found_and_made(bench, installer):
    assert blockmaps.beside(installer) == "missing"
    assert codes(installer) == [("blockmap-missing", installer.name)]
    assert mend_block_maps(bench, [installer]) == [installer]
    assert blockmaps.beside(installer) == "right"
    assert codes(installer) == []
    assert installer.read_bytes() == CONTENT


def test_the_map_is_of_pieces_that_the_next_version_shares(bench, installer):
    def pieces():
        mend_block_maps(bench, [installer])
        document = json.loads(gzip.decompress(installer.with_name(f"{installer.name}.blockmap").read_bytes()))
        return set(document["files"][0]["checksums"])

    before = pieces()
    installer.write_bytes(CONTENT[:100_000] + b"one line more" + CONTENT[100_000:])
    assert len(before - pieces()) <= 2


def test_a_file_that_was_signed_after_its_map_was_made_gets_another_map(bench, installer):
    mend_block_maps(bench, [installer])
    for changed in (CONTENT + b"a signature", b"M" + CONTENT[1:]):
        installer.write_bytes(changed)
        assert blockmaps.beside(installer) == "stale"
        assert codes(installer) == [("blockmap-stale", f"{installer.name}.blockmap")]
        assert mend_block_maps(bench, [installer]) == [installer]
        assert codes(installer) == []
    assert mend_block_maps(bench, [installer]) == []


@pytest.mark.parametrize("content", [b"", b"no gzip", gzip.compress(b"[]"), gzip.compress(b'{"version": "2"}')])
def test_what_is_no_map_is_stale(installer, content):
    installer.with_name(f"{installer.name}.blockmap").write_bytes(content)
    assert blockmaps.beside(installer) == "stale"
    assert codes(installer) == [("blockmap-stale", f"{installer.name}.blockmap")]


def test_a_map_of_a_file_that_is_gone_is_found(bench, installer):
    mend_block_maps(bench, [installer])
    installer.unlink()
    assert codes(installer) == [("blockmap-of-nothing", f"{installer.name}.blockmap")]


def test_the_map_at_the_end_of_an_image_is_made_found_and_told_in_the_feed(bench, image):
    assert blockmaps.embedded(image) == "missing"
    assert codes(image) == [("blockmap-stale", f"{image.name}: its end")]
    with pytest.raises(BuildError) as caught:
        feed_file(image)
    assert caught.value.code == "no-embedded-blockmap"
    mend_block_maps(bench, [image])
    assert blockmaps.embedded(image) == "right"
    assert codes(image) == []
    told = feed_file(image)
    assert told.size == image.stat().st_size == len(CONTENT) + (told.block_map_size or 0) + 4
    assert json.loads(zlib.decompress(image.read_bytes()[len(CONTENT) : -4], -15))["version"] == "2"


def test_an_image_that_was_changed_gets_another_map_in_the_place_of_the_old_one(bench, image):
    mend_block_maps(bench, [image])
    size = image.stat().st_size
    changed = b"X" + image.read_bytes()[1:]
    image.write_bytes(changed)
    assert blockmaps.embedded(image) == "stale"
    assert codes(image) == [("blockmap-stale", f"{image.name}: its end")]
    assert mend_block_maps(bench, [image]) == [image]
    assert blockmaps.embedded(image) == "right"
    assert abs(image.stat().st_size - size) < 100
    assert mend_block_maps(bench, [image]) == []


def test_other_files_need_no_map(bench, tmp_path):
    file = tmp_path / "fixture-1.0.0-linux-x64.deb"
    file.write_bytes(CONTENT)
    assert mend_block_maps(bench, [file]) == []
    assert check_block_maps(tmp_path) == []
