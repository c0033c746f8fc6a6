"""What the product is called: ``product.json``, read once.

The file lies beside this module in a wheel and in a compiled program, and at the root of the repository in a checkout.
"""

import json
from dataclasses import dataclass
from functools import cache

from backend.errors import BackendError
from backend.installation import package_folder


@dataclass(frozen=True, slots=True)
class Product:
    """The part of ``product.json`` that the backend needs."""

    name: str
    id: str
    version: str
    publisher: str
    keychain_service: str


def parse_product(text: str) -> Product:
    """Return the product that a ``product.json`` describes.

    Raises:
        BackendError: it is not JSON, or a field is missing, empty or no text.
    """
    try:
        fields = json.loads(text)
        wanted = {
            "name": fields["name"],
            "id": fields["id"],
            "version": fields["version"],
            "publisher": fields["publisher"],
            "keychain_service": fields["keychainService"],
        }
    except (ValueError, TypeError, KeyError) as error:
        raise _broken(f"it lacks or misspells something: {error}") from error
    for name, value in wanted.items():
        if not isinstance(value, str) or not value:
            raise _broken(f"{name} must be text")
    return Product(**wanted)


@cache
def product() -> Product:
    """Return the product that this program is.

    Raises:
        BackendError: the installation lacks its ``product.json``, or the file is broken.
    """
    folder = package_folder()
    for path in (folder / "product.json", folder.parent / "product.json"):
        if path.is_file():
            return parse_product(path.read_text(encoding="utf-8"))
    raise _broken("it is not there")


def _broken(why: str) -> BackendError:
    return BackendError("product-file", f"product.json cannot be used: {why}.", "Install the program again.")
