"""There is one version, in product.json: nothing beside it holds another one that somebody would forget."""

import json
import tomllib
from importlib import metadata

from build.paths import PACKAGE_JSON, PACKAGE_LOCK, PYPROJECT, ROOT


def test_the_package_of_the_shell_has_no_version_of_its_own():
    assert "version" not in json.loads(PACKAGE_JSON.read_text(encoding="utf-8"))
    lock = json.loads(PACKAGE_LOCK.read_text(encoding="utf-8"))
    assert "version" not in lock
    assert "version" not in lock["packages"][""]


def test_the_package_of_the_backend_has_that_of_product_json():
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))
    assert "version" not in project["project"]
    assert project["tool"]["hatch"]["version"]["path"] == "product.json"
    product = json.loads((ROOT / "product.json").read_text(encoding="utf-8"))
    assert metadata.version(project["project"]["name"]) == product["version"]
