"""Assets from the sealed pack: checked as a whole before anything is served, opened one by one, in memory only."""

from enum import Enum
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from backend.assets import errors
from backend.assets.key import KeySource, derive_key
from backend.assets.pack import MOST_PACK_BYTES, Entry, Header, PackError, nonce, parse_header
from backend.assets.seal import Seal
from backend.assets.source import AssetNotFoundError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM


class PackVerdict(Enum):
    """What a file is to a program that was compiled with another, or with this very pack."""

    USABLE = "usable"
    DAMAGED = "damaged"
    OTHER_VERSION = "other-version"


def judge(pack: bytes, seal: Seal) -> PackVerdict:
    """Decide by the digest of the whole; the header is asked only which of the two ways it is wrong."""
    if sha256(pack).hexdigest() == seal.pack_sha256:
        return PackVerdict.USABLE
    try:
        header = parse_header(pack)
    except PackError:
        return PackVerdict.DAMAGED
    same = (header.product, header.version) == (seal.product, seal.version)
    return PackVerdict.DAMAGED if same else PackVerdict.OTHER_VERSION


class SealedPack:
    """Opens an asset each time it is read; no text stays in memory here.

    Args:
        pack: the whole file, of which ``judge`` said that it is usable.
        seal: what the program knows of it.
        source: where its key comes from; asked when the first asset is opened.

    Raises:
        BackendError: ``assets-damaged``.
    """

    def __init__(self, pack: bytes, seal: Seal, source: KeySource) -> None:
        self._pack = pack
        self._seal = seal
        self._source = source
        self._header = _header(pack)
        self._entries = {(entry.package, entry.name): entry for entry in self._header.entries}

    @property
    def made_for(self) -> tuple[str, str] | None:
        """The product's id and version."""
        return self._header.product, self._header.version

    def read(self, package: str, name: str) -> str:
        """Return a text; raises ``AssetNotFoundError``, or ``BackendError`` when it was tampered with."""
        entry = self._entries.get((package, name))
        if entry is None:
            raise AssetNotFoundError(package, name)
        return self._open(entry)

    def names(self, package: str, folder: str) -> tuple[str, ...]:
        """Return the names of what lies in a folder."""
        found = (entry.name for entry in self._header.entries if entry.package == package)
        return tuple(sorted(name for name in found if name.rpartition("/")[0] == folder))

    def verify(self) -> None:
        """Open every asset once; raises ``BackendError`` when one was tampered with."""
        for entry in self._header.entries:
            self._open(entry)

    @cached_property
    def _cipher(self) -> "AESGCM":
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - after the port is open

        return AESGCM(derive_key(self._source, self._header.preamble, self._seal.product, self._seal.version))

    def _open(self, entry: Entry) -> str:
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - after the port is open
        from zstandard import ZstdDecompressor, ZstdError  # noqa: PLC0415 - after the port is open

        sealed = self._pack[entry.start : entry.end]
        try:
            frame = self._cipher.decrypt(nonce(entry.index), sealed, self._header.preamble)
            return ZstdDecompressor().decompress(frame, max_output_size=entry.size).decode()
        except (InvalidTag, ZstdError, ValueError) as error:
            raise errors.damaged() from error


def open_pack(path: Path, seal: Seal, source: KeySource) -> SealedPack:
    """Return the pack in a file, after one look at all of it.

    Raises:
        BackendError: ``assets-missing``, ``assets-damaged``, ``assets-version``.
    """
    try:
        with path.open("rb") as file:
            # One byte more than any pack has: what is larger is none, and need not be read.
            pack = file.read(MOST_PACK_BYTES + 1)
    except OSError as error:
        raise errors.missing(f"{path.name}: {error.strerror}") from error
    match judge(pack, seal):
        case PackVerdict.DAMAGED:
            raise errors.damaged()
        case PackVerdict.OTHER_VERSION:
            header = parse_header(pack)
            raise errors.other_version(f"{header.product} {header.version}", f"{seal.product} {seal.version}")
    return SealedPack(pack, seal, source)


def _header(pack: bytes) -> Header:
    try:
        return parse_header(pack)
    except PackError as error:
        raise errors.damaged() from error
