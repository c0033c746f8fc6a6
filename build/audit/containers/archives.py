"""Zip (wheels, app bundles) and tar, read from bytes."""

import io
import struct
import tarfile
import zipfile
from collections.abc import Iterator
from functools import partial
from typing import Final

from build.audit.containers import Claim, Data, Member, Members
from build.audit.containers.inflate import inflate
from build.audit.limits import Ledger, TooMuchError, UnreadableError

_ZIP_END: Final = b"PK\x05\x06"
_ZIP_BEGIN: Final = b"PK\x03\x04"
_ZIP_LOCAL: Final = struct.Struct("<4s5H3I2H")
_METHODS: Final = {8: "deflate", 12: "bzip2", 93: "zstd", 95: "xz"}
_ENCRYPTED: Final = 1


def claims(data: Data, ledger: Ledger) -> Iterator[Claim]:
    """The tar archive that the data is, or the zip archive that it ends with."""
    if bytes(data[257:262]) == b"ustar":
        yield Claim("tar", 0, len(data), partial(_tar_members, data, ledger))
        return
    end = data.rfind(_ZIP_END)
    archive = _zip(data) if end >= 0 else None
    if archive is not None:
        start = min((entry.header_offset for entry in archive.infolist()), default=end)
        yield Claim("zip", start, len(data), partial(_zip_members, archive, data, ledger))
    elif bytes(data[:4]) == _ZIP_BEGIN:
        yield Claim("zip", 0, len(data), _no_zip)


def _zip(data: Data) -> zipfile.ZipFile | None:
    try:
        return zipfile.ZipFile(_File(data))
    except (zipfile.BadZipFile, ValueError, OSError, struct.error, NotImplementedError, RecursionError):
        return None


def _no_zip() -> Members:
    raise UnreadableError("it begins as a zip archive, but has no directory at its end")


def _zip_members(archive: zipfile.ZipFile, data: Data, ledger: Ledger) -> Members:
    broken = []
    for entry in archive.infolist():
        if entry.is_dir():
            continue
        try:
            yield _zip_member(entry, data, ledger)
        except UnreadableError as error:
            broken.append(f"{entry.filename}: {error}")
    if broken:
        raise UnreadableError("; ".join(broken[:5]))


def _zip_member(entry: zipfile.ZipInfo, data: Data, ledger: Ledger) -> Member:
    """By the local header, so that sizes that lie cost nothing."""
    header = bytes(data[entry.header_offset : entry.header_offset + _ZIP_LOCAL.size])
    if len(header) < _ZIP_LOCAL.size or header[:4] != _ZIP_BEGIN:
        raise UnreadableError("its header is not where the directory says")
    if entry.flag_bits & _ENCRYPTED:
        raise UnreadableError("it is encrypted")
    names = _ZIP_LOCAL.unpack(header)[-2:]
    start = entry.header_offset + _ZIP_LOCAL.size + sum(names)
    end = min(start + entry.compress_size, len(data))
    if entry.compress_type == zipfile.ZIP_STORED:
        if entry.compress_size > ledger.room():
            raise TooMuchError(f"{entry.filename} has more than {ledger.room()} bytes")
        return Member(entry.filename, bytes(data[start:end]), start, end)
    kind = _METHODS.get(entry.compress_type)
    if kind is None:
        raise UnreadableError(f"it is compressed by method {entry.compress_type}")
    whole = inflate(kind, data, start, end, ledger.room())
    if not whole.complete:
        raise UnreadableError("it is damaged")
    return Member(entry.filename, whole.data, start, whole.end)


def _tar_members(data: Data, ledger: Ledger) -> Members:
    try:
        with tarfile.open(fileobj=_File(data), mode="r:") as archive:
            for entry in archive:
                if not entry.isfile():
                    continue
                if entry.size > ledger.room() or entry.size < 0:
                    raise TooMuchError(f"{entry.name} has {entry.size} bytes")
                content = archive.extractfile(entry)
                start = entry.offset_data
                end = start if entry.issparse() else start + entry.size
                yield Member(entry.name, content.read() if content else b"", start, end)
    except (tarfile.TarError, ValueError, OSError, EOFError, RecursionError) as error:
        raise UnreadableError(f"the tar archive is damaged: {error}") from error


class _File(io.RawIOBase):
    """Bytes as a file, without copying them."""

    def __init__(self, data: Data) -> None:
        self._data = data
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: len(self._data)}[whence]
        if base + offset < 0:
            raise OSError("before the first byte")
        self._position = base + offset
        return self._position

    def read(self, size: int | None = -1, /) -> bytes:
        end = len(self._data) if size is None or size < 0 else self._position + size
        part = bytes(self._data[self._position : end])
        self._position += len(part)
        return part
