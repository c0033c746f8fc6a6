"""From assets to a pack and the modules that open it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from zstandard import ZstdCompressor

from backend.assets.key import EmbeddedKey, derive_key, expand
from backend.assets.pack import FORMAT, MAGIC, MOST_PACK_BYTES, PREFIX, TAG_BYTES, nonce
from build.compile.settings import TABLE
from build.errors import BuildError
from build.seal.gather import Asset
from build.seal.shares import COUNT, share_function, share_source

_LEVEL: Final = 19
_SEAL_SOURCE: Final = '''\
"""What this program knows of its pack. Written by the build; a source tree has no such module."""

from backend.assets.seal import Seal
{imports}

SEAL = Seal(product={product!r}, version={version!r}, pack_sha256={sha256!r}, shares=({shares},))
'''


@dataclass(frozen=True)
class Product:
    """What the pack is made for."""

    id: str
    version: str


@dataclass(frozen=True)
class SealedBuild:
    """What sealing gives.

    Attributes:
        pack: the file.
        modules: file names in `backend/assets` and what to write there.
    """

    pack: bytes
    modules: Mapping[str, str]

    @property
    def sha256(self) -> str:
        """Of the pack, in hexadecimal."""
        return hashlib.sha256(self.pack).hexdigest()


def seal(assets: Sequence[Asset], product: Product, inputs: bytes, secret: bytes) -> SealedBuild:
    """Seal the assets; the same arguments, with the same libraries, give the same bytes.

    Args:
        assets: in the order in which they are to stand.
        product: what they are for.
        inputs: a digest of all that goes into the build; with `secret` it is what the key is made from.
        secret: the vendor's own, or nothing.
    """
    texts = [asset.text.encode() for asset in assets]
    frames = [ZstdCompressor(level=_LEVEL).compress(text) for text in texts]
    # The frames go into the key, too: another version of the compressor must not seal other bytes under the same one.
    salt = hashlib.sha256(b"".join(len(frame).to_bytes(8) + frame for frame in frames)).digest()
    build_key = expand(inputs + secret, salt, b"build key", f"{product.id}\0{product.version}".encode(), 32)
    sources = {f"sealed_{number}": share_source(build_key, number) for number in range(1, COUNT + 1)}
    preamble = _preamble(assets, texts, frames, product)
    source = EmbeddedKey([share_function(text) for text in sources.values()])
    cipher = AESGCM(derive_key(source, preamble, product.id, product.version))
    pack = preamble + b"".join(cipher.encrypt(nonce(index), frame, preamble) for index, frame in enumerate(frames))
    if len(pack) > MOST_PACK_BYTES:
        raise BuildError(
            "seal-size",
            f"The sealed assets have {len(pack)} bytes; {MOST_PACK_BYTES} is the most.",
            f"Seal less: see `sealed` in [{TABLE}] of pyproject.toml.",
        )
    return SealedBuild(pack, _modules(pack, product, sources))


def _preamble(assets: Sequence[Asset], texts: Sequence[bytes], frames: Sequence[bytes], product: Product) -> bytes:
    rows = [
        (asset.package, asset.name, len(text), len(frame) + TAG_BYTES)
        for asset, text, frame in zip(assets, texts, frames, strict=True)
    ]
    fields = {"product": product.id, "version": product.version, "assets": rows}
    header = json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()
    return PREFIX.pack(MAGIC, FORMAT, len(header)) + header


def _modules(pack: bytes, product: Product, sources: Mapping[str, str]) -> dict[str, str]:
    imports = "\n".join(f"from backend.assets.{name} import share as {name}" for name in sources)
    text = _SEAL_SOURCE.format(
        imports=imports,
        product=product.id,
        version=product.version,
        sha256=hashlib.sha256(pack).hexdigest(),
        shares=", ".join(sources),
    )
    return {"sealed.py": text, **{f"{name}.py": source for name, source in sources.items()}}
