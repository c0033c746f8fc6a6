"""The containers of icons, read back by the formats' own descriptions."""

import struct

from build.package.icon_files import ICNS_TYPES, ICO_SIZES, icns, ico

IMAGES = {size: f"PNG of {size} pixels".encode() for size in (16, 24, 32, 48, 64, 128, 256, 512, 1024)}


def test_an_icon_of_windows_leads_to_each_image():
    file = ico({size: IMAGES[size] for size in ICO_SIZES})
    assert struct.unpack_from("<HHH", file) == (0, 1, len(ICO_SIZES))
    for number, size in enumerate(ICO_SIZES):
        width, height, _, _, _, bits, length, place = struct.unpack_from("<BBBBHHII", file, 6 + 16 * number)
        assert (width or 256, height or 256, bits) == (size, size, 32)
        assert file[place : place + length] == IMAGES[size]


def test_an_icon_of_macos_has_every_size_once_for_plain_and_doubled_screens():
    file = icns(IMAGES)
    assert struct.unpack_from(">4sI", file) == (b"icns", len(file))
    found, place = [], 8
    while place < len(file):
        kind, length = struct.unpack_from(">4sI", file, place)
        found.append((kind, file[place + 8 : place + length]))
        place += length
    assert found == [(kind, IMAGES[size]) for kind, size in ICNS_TYPES]
