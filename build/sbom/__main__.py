"""Writes the bill of materials of a packed app. Runs in the project's environment, which has the backend's packages.

python -m build.sbom PRODUCT_FILE TARGET ELECTRON_VERSION FILE
"""

import json
import platform
import sys
from pathlib import Path
from typing import Final

from build.paths import PACKAGE_LOCK, REQUIREMENTS
from build.sbom.components import locked_names, npm_components, python_components, runtime_components
from build.sbom.document import bill_of_materials
from build.shipped import npm_packages

BACKEND_LOCK: Final = REQUIREMENTS / "backend.lock"


def main(product: Path, target: str, electron: str, file: Path) -> None:
    """Write the bill of this product."""
    components = [
        *npm_components(npm_packages(json.loads(PACKAGE_LOCK.read_text(encoding="utf-8")))),
        *python_components(locked_names(BACKEND_LOCK.read_text(encoding="utf-8"))),
        *runtime_components(electron, platform.python_version()),
    ]
    bill = bill_of_materials(json.loads(product.read_text(encoding="utf-8")), target, components)
    file.write_text(f"{json.dumps(bill, indent=1, ensure_ascii=False)}\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    product_file, for_target, electron_version, bill_file = sys.argv[1:]
    main(Path(product_file), for_target, electron_version, Path(bill_file))
