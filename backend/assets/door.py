"""The one door to all assets, and the look at them before the port opens."""

from functools import cache
from typing import Final

from backend.assets import errors
from backend.assets.key import EmbeddedKey
from backend.assets.plain import PlainFiles
from backend.assets.seal import find_seal
from backend.assets.sealed_pack import open_pack
from backend.assets.source import Assets
from backend.installation import package_folder

PACK_NAME: Final = "assets.pack"


@cache
def assets() -> Assets:
    """Return where this program's assets are; the first call looks at the whole pack.

    Raises:
        BackendError: ``assets-missing``, ``assets-damaged``, ``assets-version``.
    """
    seal = find_seal()
    if seal is None:
        return PlainFiles()
    # Beside the folder of the package `backend`: the folder of the program.
    return open_pack(package_folder().parent / PACK_NAME, seal, EmbeddedKey(seal.shares))


def refuse_unusable_assets(product: str, version: str) -> None:
    """Return if the assets are those of the product's version; about a millisecond, for nothing is opened yet.

    Raises:
        BackendError: ``assets-missing``, ``assets-damaged``, ``assets-version``.
    """
    made_for = assets().made_for
    if made_for not in (None, (product, version)):
        raise errors.other_version(" ".join(made_for), f"{product} {version}")
