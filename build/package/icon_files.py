"""The icon files of Windows and macOS, made of PNG images: containers of a few bytes around each."""

import struct
from collections.abc import Mapping
from typing import Final

ICO_SIZES: Final = (16, 24, 32, 48, 64, 128, 256)
ICNS_TYPES: Final = (
    (b"icp4", 16),
    (b"icp5", 32),
    (b"ic11", 32),
    (b"ic12", 64),
    (b"ic07", 128),
    (b"ic13", 256),
    (b"ic08", 256),
    (b"ic14", 512),
    (b"ic09", 512),
    (b"ic10", 1024),
)
"""Apple's names of the images that may be PNG, with their pixels; ic11 to ic14 and ic10 are for doubled screens."""

_ICO_HEADER: Final = struct.Struct("<HHH")
"""reserved, 1 for icons, number of images"""

_ICO_ENTRY: Final = struct.Struct("<BBBBHHII")
"""width and height (0 is 256), colours, reserved, planes, bits a pixel, size and place of the image"""


def ico(images: Mapping[int, bytes]) -> bytes:
    """An icon of Windows ("ICONDIR" in Microsoft's documentation).

    Args:
        images: PNG files by their width in pixels, 256 at most.
    """
    place = _ICO_HEADER.size + _ICO_ENTRY.size * len(images)
    entries = b""
    for size, image in images.items():
        entries += _ICO_ENTRY.pack(size % 256, size % 256, 0, 0, 1, 32, len(image), place)
        place += len(image)
    return _ICO_HEADER.pack(0, 1, len(images)) + entries + b"".join(images.values())


def icns(images: Mapping[int, bytes]) -> bytes:
    """An icon of macOS: `icns`, the whole size, then images, each with its type and its size, all big-endian.

    Args:
        images: PNG files by their width in pixels; one for each of ``ICNS_TYPES``.
    """
    parts = b"".join(kind + struct.pack(">I", len(images[size]) + 8) + images[size] for kind, size in ICNS_TYPES)
    return b"icns" + struct.pack(">I", len(parts) + 8) + parts
