import struct
import subprocess

import pytest

from build.electron.appimage import squashfs_offset, unpack
from build.errors import BuildError
from build.progress import step

ELF_SIZE = 64
SECTIONS = (192, 64, 3)
OFFSET = 192 + 64 * 3


def elf_header(sections=SECTIONS, kind=b"AI\x02"):
    table, size, count = sections
    header = bytearray(ELF_SIZE)
    header[:4] = b"\x7fELF"
    header[8:11] = kind
    struct.pack_into("<Q", header, 0x28, table)
    struct.pack_into("<HH", header, 0x3A, size, count)
    return bytes(header)


def image_file(tmp_path, header, squashfs):
    image = tmp_path / "X.AppImage"
    image.write_bytes(header.ljust(OFFSET, b"\0") + squashfs)
    return image


def test_the_file_system_starts_behind_the_section_table(tmp_path):
    assert squashfs_offset(image_file(tmp_path, elf_header(), b"hsqs...")) == OFFSET


@pytest.mark.parametrize(
    ("header", "squashfs"),
    [
        (elf_header(kind=b"AI\x01"), b"hsqs"),
        (b"MZ" + elf_header()[2:], b"hsqs"),
        (elf_header(), b"sqsh"),
        (elf_header(sections=(1 << 40, 64, 1)), b"hsqs"),
    ],
    ids=["type 1", "not ELF", "no squashfs", "table beyond the end"],
)
def test_anything_else_is_refused(tmp_path, header, squashfs):
    with pytest.raises(BuildError, match="no AppImage"):
        squashfs_offset(image_file(tmp_path, header, squashfs))


def test_a_short_file_is_refused(tmp_path):
    (tmp_path / "short").write_bytes(b"\x7fELF")
    with pytest.raises(BuildError, match="no AppImage"):
        squashfs_offset(tmp_path / "short")


def test_the_program_is_unpacked_without_what_is_for_the_desktop(tmp_path):
    app = tmp_path / "app"
    for name in ("program", "resources/app.asar", "AppRun", ".DirIcon", "x.desktop", "x.png", "usr/share/icon"):
        (app / name).parent.mkdir(parents=True, exist_ok=True)
        (app / name).write_bytes(name.encode())
    app.chmod(0o700)
    squashfs = tmp_path / "squashfs"
    subprocess.run(["mksquashfs", app, squashfs, "-quiet", "-no-progress"], check=True, capture_output=True)

    with step("unpack") as current:
        unpack(image_file(tmp_path, elf_header(), squashfs.read_bytes()), tmp_path / "out", current)

    found = {path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert found == {"program", "resources/app.asar"}
    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o755
