"""The size of the picture behind a window: a PNG from Linux; on a Mac a TIFF of it and the one of twice its size."""

import struct
from pathlib import Path

WIDTH, HEIGHT = 256, 257
"""TIFF 6.0, section 8: the tags ImageWidth and ImageLength."""

FORMATS = {3: "H", 4: "I"}
"""TIFF 6.0, section 2: the types SHORT and LONG."""


def size_of(picture: Path) -> tuple[int, int]:
    """Width and height in pixels; of a TIFF those of its first image."""
    data = picture.read_bytes()
    if data.startswith(b"\x89PNG"):
        width, height = struct.unpack(">II", data[16:24])
        return width, height
    order = {b"II": "<", b"MM": ">"}[data[:2]]
    at = struct.unpack_from(f"{order}I", data, 4)[0]
    fields = {}
    for index in range(struct.unpack_from(f"{order}H", data, at)[0]):
        tag, kind = struct.unpack_from(f"{order}HH", data, at + 2 + 12 * index)
        if tag in {WIDTH, HEIGHT}:
            fields[tag] = struct.unpack_from(f"{order}{FORMATS[kind]}", data, at + 10 + 12 * index)[0]
    return fields[WIDTH], fields[HEIGHT]
