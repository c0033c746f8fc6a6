"""What a compiled program knows of its pack. ``build.seal`` writes it as the module ``backend.assets.sealed``.

That module decides where assets come from: a program that was compiled with it reads the pack and nothing else,
whatever lies beside it or stands in its environment; a source tree has no such module.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Final

from backend.errors import BackendError

Share = Callable[[bytes], bytes]
"""Makes a share of the key from the SHA-256 of the pack's preamble."""

_MODULE: Final = "backend.assets.sealed"


@dataclass(frozen=True, slots=True)
class Seal:
    """What the build knew of the pack.

    Attributes:
        product: id of the product.
        version: of the product.
        pack_sha256: of the whole file, in hexadecimal.
        shares: all of them make the key.
    """

    product: str
    version: str
    pack_sha256: str
    shares: tuple[Share, ...]


def find_seal() -> Seal | None:
    """Return this program's seal; None in a source tree.

    Raises:
        BackendError: the program carries something else in its place.
    """
    try:
        seal = import_module(_MODULE).SEAL
    except ModuleNotFoundError as error:
        if error.name == _MODULE:
            return None
        raise
    if not isinstance(seal, Seal):
        raise BackendError("assets-damaged", "The program's seal is not one.", "Install the program again.")
    return seal
