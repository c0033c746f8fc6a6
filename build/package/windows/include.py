"""The script that electron-builder's NSIS installer includes: our installer.nsh, with the words of product.json."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

SCRIPT: Final = Path(__file__).with_name("installer.nsh")


def write_include(file: Path, product: Mapping[str, Any]) -> Path:
    """Write it; where it is.

    Args:
        file: where to.
        product: product.json.
    """
    words = {
        "URL_SCHEME": product["scheme"],
        "DATA_FOLDER": product["name"],
        "UPDATER_CACHE": f"{product['id']}-updater",
    }
    defines = "".join(f'!define {name} "{quoted(value)}"\n' for name, value in words.items())
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f'{defines}!include "{SCRIPT}"\n', encoding="utf-8", newline="\n")
    return file


def quoted(value: str) -> str:
    """A word inside NSIS's double quotes."""
    return value.replace("$", "$$").replace('"', '$\\"')
