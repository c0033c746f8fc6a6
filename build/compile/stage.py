"""The staged copy of what is compiled to C: the only thing that Nuitka and the sealing see of the checkout."""

import json
import shutil
from pathlib import Path
from typing import Final

from build.audit.canary import plant_canary
from build.compile.environment import Environment
from build.compile.settings import OWN_PACKAGE, STAND_INS, TABLE, Settings
from build.errors import BuildError

_NOT_STAGED: Final = shutil.ignore_patterns("__pycache__", "*.pyc", "*.so", "*.pyd", ".*")


def stage_packages(source: Path, settings: Settings, found: Environment, stage: Path) -> str:
    """Copy the vendor's packages, say which plug-ins there are, and plant the canary; the canary's word.

    Args:
        source: the checkout.
        settings: of its pyproject.toml.
        found: the environment.
        stage: made anew.
    """
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir(parents=True)
    for name in settings.own:
        shutil.copytree(found.folders[name], stage / name, ignore=_NOT_STAGED)
    shutil.copyfile(source / "product.json", stage / OWN_PACKAGE / "product.json")
    plugins = json.dumps(list(settings.plugins), indent=2)
    (stage / OWN_PACKAGE / "plugins.json").write_text(f"{plugins}\n", encoding="utf-8", newline="\n")
    return plant_canary(stage)


def stage_stand_ins(settings: Settings, stage: Path) -> None:
    """Put the stand-ins where Nuitka looks before it looks into the environment."""
    for name in settings.stand_ins:
        shutil.copytree(STAND_INS / name, stage / name, ignore=_NOT_STAGED)


def copy_data(source: Path, settings: Settings, stage: Path, program: Path) -> None:
    """Put the files that stay files into the program's folder.

    Raises:
        BuildError: ``compile-settings``: a data file is not there, or would replace a part of the program.
    """
    places = {program / OWN_PACKAGE / name: stage / OWN_PACKAGE / name for name in ("product.json", "plugins.json")}
    for entry in settings.data:
        origin, target = source / entry.source, program / entry.target
        if not origin.exists():
            raise _wrong(f"{entry.source} is not there")
        if target.exists() or target in places:
            raise _wrong(f"{entry.target} would replace a part of the program")
        places[target] = origin
    for target, origin in places.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        if origin.is_dir():
            shutil.copytree(origin, target, ignore=_NOT_STAGED)
        else:
            shutil.copyfile(origin, target)


def _wrong(why: str) -> BuildError:
    return BuildError("compile-settings", f"data in [{TABLE}] cannot be used: {why}.", "Correct it in pyproject.toml.")
