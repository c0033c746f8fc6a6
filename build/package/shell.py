"""The shell's bundles of an edition, built with the product file that it names."""

import json
from typing import Final

from build.package.edition import PRODUCT, Edition
from build.process import Command, run_quietly
from build.progress import step
from build.workbench import Workbench

BUILDER: Final = "electron/tools/build.mjs"


def build_shells(bench: Workbench, *editions: Edition) -> None:
    """Bundle the shell of each edition; editions of one product share theirs."""
    for folder, edition in {edition.shell: edition for edition in editions}.items():
        product = PRODUCT
        if edition.overlay:
            product = folder.with_name(f"{folder.name}.product.json")
            product.parent.mkdir(parents=True, exist_ok=True)
            product.write_text(json.dumps(edition.product, indent=2, ensure_ascii=False), encoding="utf-8")
        command: Command = [bench.node.node, BUILDER, "--product", product, "--out", folder]
        with step("Building the shell") as current:
            run_quietly(command, current, measure=lambda: "bundling", env=bench.environ())
