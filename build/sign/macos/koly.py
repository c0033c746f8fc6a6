"""The trailer of a UDIF disk image (512 bytes, ``koly``), which says where the image's signature lies.

Source: the structure ``UDIFFileHeader`` of libsecurity_codesigning (diskimagerep.h). Big-endian.
"""

import struct
from typing import Final

from build.errors import BuildError

SIZE: Final = 512
MAGIC: Final = b"koly"
SIGNATURE_FIELD: Final = 296
"""Where the trailer has the offset and the length of the signature, 8 bytes each."""


def split(content: bytes) -> tuple[bytes, bytes]:
    """The image without signature and trailer, and the trailer.

    Raises:
        BuildError: it is no UDIF image.
    """
    trailer = content[-SIZE:]
    if trailer[:4] != MAGIC or len(trailer) < SIZE:
        raise BuildError("not-udif", "This is no UDIF disk image: it has no trailer.", "Make the image anew.")
    offset, length = struct.unpack_from(">QQ", trailer, SIGNATURE_FIELD)
    return (content[:offset] if length else content[:-SIZE]), trailer


def with_signature(trailer: bytes, offset: int, length: int) -> bytes:
    """The trailer with another place of the signature. Its hash is taken with the length 0."""
    return trailer[:SIGNATURE_FIELD] + struct.pack(">QQ", offset, length) + trailer[SIGNATURE_FIELD + 16 :]
