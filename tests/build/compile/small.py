"""A checkout with the smallest backend that the compile step takes: its door to the assets, and a program behind it."""

import json
import shutil
from pathlib import Path

from build.compile.build import CompileResult, compile_program
from build.compile.places import Places
from build.paths import ROOT

MAIN = '''"""DOCSTRING-OF-THE-PROGRAM."""

import importlib
import json
import sys

from backend.assets.door import assets
from backend.installation import package_folder
from backend.product import product


def fail():
    """DOCSTRING-OF-A-FUNCTION."""
    assert False, "MESSAGE-OF-AN-ASSERTION"
    raise ValueError("on purpose")


if __name__ == "__main__":
    if "--version" in sys.argv:
        print(json.dumps({"product": product().id, "version": product().version}))
    elif "--fail" in sys.argv:
        fail()
    else:
        seen = {
            "prompt": assets().read("backend", "prompts/a.md"),
            "data": (package_folder().parent / "tables" / "prices.txt").read_text(encoding="utf-8"),
            "hidden": importlib.import_module("color" + "sys").__name__,
            "vendor": importlib.import_module("acme_" + "core").ANSWER,
            "json in C": json.encoder.c_make_encoder is not None,
        }
        print(json.dumps(seen))
'''
TABLE = """[tool.armature.compile]
packages = ["acme_core"]
modules = ["_bisect", "_json", "colorsys"]
data = ["prices.txt=tables/prices.txt"]
sealed = ["prompts/*.md"]
exclude = ["unittest", "pydoc", "tkinter", "lib2to3"]
"""


def small_checkout(folder: Path) -> Path:
    backend = folder / "backend"
    shutil.copytree(ROOT / "backend" / "assets", backend / "assets", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("__init__.py", "errors.py", "installation.py", "product.py"):
        shutil.copyfile(ROOT / "backend" / name, backend / name)
    (backend / "__main__.py").write_text(MAIN, encoding="utf-8")
    (backend / "prompts").mkdir()
    (backend / "prompts" / "a.md").write_text("You are small.", encoding="utf-8")
    (folder / "acme_core").mkdir()
    (folder / "acme_core" / "__init__.py").write_text("ANSWER = 42\n", encoding="utf-8")
    (folder / "prices.txt").write_text("one anvil: 7", encoding="utf-8")
    (folder / "pyproject.toml").write_text(TABLE, encoding="utf-8")
    product = json.loads((ROOT / "product.json").read_text(encoding="utf-8"))
    (folder / "product.json").write_text(json.dumps({**product, "backendExecutable": "small"}), encoding="utf-8")
    return folder


def compile_in(folder: Path, cache: Path) -> CompileResult:
    return compile_program(Places(folder, folder / "dist" / "backend", folder / "work", cache))
