"""Bring block maps in line with their files: signing, stapling and branding change what electron-builder has mapped."""

from collections.abc import Sequence
from pathlib import Path

from build.feed import blockmaps
from build.feed.artifacts import EMBEDDED, wants_block_map
from build.progress import step
from build.workbench import Workbench


def mend_block_maps(bench: Workbench, files: Sequence[Path]) -> list[Path]:
    """Make those block maps anew that are missing or of other bytes; the files whose maps were made.

    Args:
        bench: the tools.
        files: of a release; an AppImage itself is changed, for its map is its end.
    """
    mended = []
    with step("Holding block maps against their files") as current:
        for file in files:
            current.update(file.name)
            if file.suffix == EMBEDDED and blockmaps.embedded(file) != "right":
                blockmaps.write_embedded(bench, file)
                mended.append(file)
            elif _has_one_beside(file) and blockmaps.beside(file) != "right":
                blockmaps.write_beside(bench, file)
                mended.append(file)
    return mended


def _has_one_beside(file: Path) -> bool:
    return wants_block_map(file) or file.with_name(f"{file.name}{blockmaps.SUFFIX}").exists()
