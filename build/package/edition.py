"""The editions of the app: what is packed, under which product file, and where it lies then."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from build.errors import BuildError
from build.package.contents import SHARED_FACTS
from build.paths import ROOT, WORK

PRODUCT: Final = ROOT / "product.json"
OUT: Final = ROOT / "out"
NO_FILE_NAME: Final = frozenset('<>:"/\\|?*')
"""What Windows takes in no name of a file (Microsoft, "Naming Files, Paths, and Namespaces"); others take less."""

OF_SHELL_AND_BACKEND: Final = frozenset(SHARED_FACTS) - {"version"}
"""What a compiled backend has built into it; its version may differ from the shell's, and its pack is bound to it."""


@dataclass(frozen=True)
class Edition:
    """One way to pack the app.

    Attributes:
        name: of its work folder below `.nox/package`.
        output: where the finished app lies.
        inspectable: whether a debugger may attach to its main process.
        overlay: what differs from product.json, such as the version or the feed of a test.
    """

    name: str
    output: Path
    inspectable: bool = False
    overlay: Mapping[str, Any] = field(default_factory=dict)

    @property
    def work(self) -> Path:
        """Where it is put together."""
        return WORK / "package" / self.name

    @property
    def product(self) -> dict[str, Any]:
        """product.json, as this edition has it.

        Raises:
            BuildError: the overlay changes what the compiled backend has built in, or its name names no file.
        """
        product: dict[str, Any] = json.loads(PRODUCT.read_text(encoding="utf-8"))
        require_file_name(product["name"])
        fixed = sorted(OF_SHELL_AND_BACKEND & self.overlay.keys())
        if fixed:
            raise BuildError(
                "overlay-of-the-backend",
                f"An edition cannot change {', '.join(fixed)}: the compiled backend has it built in.",
                "Change product.json, then compile.",
            )
        return product | dict(self.overlay)

    @property
    def shell(self) -> Path:
        """Where the shell's bundles are built: those of the plain product in `out/`, where all else looks for them."""
        return self.work.with_name(f"{self.name}-shell") if self.overlay else OUT


def require_file_name(name: str) -> None:
    """Refuse a name of the product that no file can have on every system: the app, its folder and its bundle have it.

    Raises:
        BuildError: electron-builder would change it on the way, and every path of ours would lead elsewhere.
    """
    bad = sorted(set(name) & NO_FILE_NAME)
    if bad or any(ord(character) < ord(" ") for character in name) or name != name.strip(" ."):
        what = f"has {' '.join(bad)}" if bad else "has control characters, or spaces or a dot at an end"
        raise BuildError(
            "product-name",
            f"The name in product.json, {name!r}, {what}: no file of Windows can be called so.",
            f"Give it a name without {' '.join(sorted(NO_FILE_NAME))} and without spaces or dots around it.",
        )


PRODUCT_EDITION: Final = Edition("product", ROOT / "dist" / "app")
TEST_EDITION: Final = Edition("inspectable", WORK / "package" / "app", inspectable=True)
"""The product with one fuse turned, so that Playwright can drive its main process; no release key signs it."""
