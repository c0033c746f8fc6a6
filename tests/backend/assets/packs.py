"""Small packs, made as the build makes them."""

from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from backend.assets.key import EmbeddedKey
from backend.assets.seal import Seal
from backend.assets.sealed_pack import SealedPack, open_pack
from build.seal.gather import Asset
from build.seal.sealing import Product, SealedBuild, seal
from build.seal.shares import share_function

TEXTS = {("acme", "prompts/a.md"): "Be kind.", ("backend", "agents/prompts/b.md"): "Zoë 测试 " * 40}
PRODUCT = Product("product", "1.2.3")


def build(
    texts: Mapping[tuple[str, str], str] = TEXTS,
    product: Product = PRODUCT,
    inputs: bytes = b"inputs",
    secret: bytes = b"",
) -> SealedBuild:
    """Seal texts, each named by its package and its name in it."""
    assets = [Asset(package, name, Path(name), text) for (package, name), text in texts.items()]
    return seal(assets, product, inputs, secret)


def seal_of(built: SealedBuild, product: Product = PRODUCT) -> Seal:
    """Return what a program knows that was compiled with the modules of this build."""
    shares = [share_function(text) for name, text in built.modules.items() if name != "sealed.py"]
    return Seal(product.id, product.version, built.sha256, tuple(shares))


def resealed(seal: Seal, pack: bytes) -> Seal:
    """Return a seal that takes another file for its pack: what is left is the authentication of each asset."""
    return replace(seal, pack_sha256=sha256(pack).hexdigest())


def opened(path: Path, pack: bytes, seal: Seal) -> SealedPack:
    """Write a pack to a file and open it."""
    path.write_bytes(pack)
    return open_pack(path, seal, EmbeddedKey(seal.shares))
