"""dpkg-deb: packs Debian packages and reads them."""

from pathlib import Path

from build.process import Command, capture

BUILD_SECONDS = 900.0


def build(root: Path, file: Path, compressor: str, level: int) -> None:
    """Pack a folder, with `DEBIAN/control` in it, so that everything in it belongs to root.

    Args:
        root: the folder.
        file: the package.
        compressor: `gzip`, `xz`, `zstd` or `none`.
        level: of the compressor.
    """
    file.unlink(missing_ok=True)
    command: Command = ["dpkg-deb", "--root-owner-group", f"-Z{compressor}", f"-z{level}", "--build", root, file]
    capture(command, timeout=BUILD_SECONDS)
