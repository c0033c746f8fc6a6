"""What an environment holds; run with its interpreter, for another cannot know."""

import importlib.util
import json
import sys
from importlib.machinery import ModuleSpec
from importlib.metadata import distributions
from pathlib import Path
from typing import Any


def look(folders: list[str], modules: list[str]) -> dict[str, Any]:
    """Find distributions and modules.

    Args:
        folders: to search before the environment.
        modules: dotted names to find; nothing but their parent packages is imported.

    Returns:
        ``distributions``: version by normalised name; ``missing``: the modules that are not there; ``packages``: the
        folder of each module that is a package; ``base``: the prefix of the Python beneath the environment.
    """
    sys.path[:0] = folders
    found = {name: _spec(name) for name in modules}
    return {
        "distributions": {one.name.lower().replace("_", "-").replace(".", "-"): one.version for one in distributions()},
        "missing": sorted(name for name, spec in found.items() if spec is None),
        "packages": {
            name: str(Path(spec.origin).parent)
            for name, spec in found.items()
            if spec is not None and spec.origin and spec.submodule_search_locations
        },
        "base": sys.base_prefix,
    }


def _spec(name: str) -> ModuleSpec | None:
    try:
        return importlib.util.find_spec(name)
    except ModuleNotFoundError:
        return None


if __name__ == "__main__":
    asked = json.loads(sys.stdin.read())
    print(json.dumps(look(asked["folders"], asked["modules"])))
