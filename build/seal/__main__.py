"""Seal the assets of a stage: write the pack and the modules that open it, and take the plain files away."""

import argparse
import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from backend.assets.pack import FORMAT
from backend.errors import BackendError
from backend.product import parse_product
from build.compile.settings import read_settings
from build.errors import EXIT_FAILED, BuildError, describe
from build.paths import PYPROJECT
from build.seal.gather import Asset, gather, stage_digest
from build.seal.sealing import Product, SealedBuild, seal
from build.seal.secret import vendor_secret


def seal_stage(stage: Path, pack: Path, patterns: Sequence[str], environ: Mapping[str, str]) -> dict[str, Any]:
    """Seal a stage; what was done, for the report of the compile step.

    Raises:
        BuildError: the stage cannot be sealed; it is as it was then.
    """
    modules = stage / "backend" / "assets"
    if not (modules / "seal.py").is_file() or (modules / "sealed.py").exists():
        raise BuildError("seal-stage", f"{stage} is no fresh copy of the product.", "Stage it anew, then seal it.")
    secret = vendor_secret(environ)
    assets = gather(stage, patterns)
    sealed = seal(assets, _product(stage / "backend" / "product.json"), stage_digest(stage), secret)
    pack.parent.mkdir(parents=True, exist_ok=True)
    pack.write_bytes(sealed.pack)
    for name, text in sealed.modules.items():
        (modules / name).write_text(text, encoding="utf-8", newline="\n")
    _take_away(assets)
    return _report(pack, sealed, assets, with_secret=bool(secret))


def _product(path: Path) -> Product:
    try:
        product = parse_product(path.read_text(encoding="utf-8"))
    except (OSError, BackendError) as error:
        raise BuildError(
            "seal-stage", f"The stage has no usable product.json: {error}", "Stage the product anew, then seal it."
        ) from error
    return Product(product.id, product.version)


def _take_away(assets: Iterable[Asset]) -> None:
    for asset in assets:
        asset.path.unlink()
    for folder in {asset.path.parent for asset in assets}:
        if not any(folder.iterdir()):
            folder.rmdir()


def _report(pack: Path, sealed: SealedBuild, assets: list[Asset], *, with_secret: bool) -> dict[str, Any]:
    packages = {asset.package for asset in assets}
    return {
        "pack": pack.name,
        "format": FORMAT,
        "sha256": sealed.sha256,
        "bytes": len(sealed.pack),
        "plain_bytes": sum(len(asset.text.encode()) for asset in assets),
        "count": len(assets),
        "vendor_secret": with_secret,
        "modules": sorted(sealed.modules),
        "assets": {name: [one.name for one in assets if one.package == name] for name in sorted(packages)},
    }


def main(arguments: list[str]) -> int:
    """Seal as the command line says; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m build.seal", description=__doc__)
    parser.add_argument("stage", type=Path, help="the folder that holds the packages; it is changed")
    parser.add_argument("pack", type=Path, help="the file to write")
    parser.add_argument("--pyproject", type=Path, default=PYPROJECT, help="says what is to be sealed; the checkout's")
    options = parser.parse_args(arguments)
    try:
        report = seal_stage(
            options.stage.resolve(), options.pack.resolve(), read_settings(options.pyproject).sealed, os.environ
        )
    except BuildError as error:
        print(describe(error), file=sys.stderr)
        return EXIT_FAILED
    print(json.dumps(report, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
