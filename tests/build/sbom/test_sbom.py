import json
import platform
import tomllib
from pathlib import Path
from typing import Any

import pytest

from build.environment import release_env
from build.errors import ToolFailedError
from build.paths import PACKAGE_JSON, PYPROJECT, PYTHON_ENV, ROOT
from build.platforms import this_system, venv_executable
from build.process import capture
from build.sbom.components import locked_names, normalised, npm_components
from build.sbom.document import bill_of_materials
from build.sbom.make import Subject, write_bill
from build.shipped import npm_packages

PRODUCT = json.loads((ROOT / "product.json").read_text(encoding="utf-8"))
PYTHON = venv_executable(PYTHON_ENV, "python", this_system())
TOOLS = venv_executable(release_env.ENV, "python", this_system())


@pytest.fixture(scope="module")
def bill(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    file = tmp_path_factory.mktemp("sbom") / "bill.cdx.json"
    write_bill(PYTHON, TOOLS, Subject(ROOT / "product.json", "linux-x64", "45.4.1"), file)
    read: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return read


def test_it_names_the_product_what_it_runs_on_and_everything_that_it_was_asked_to_have(bill: dict[str, Any]) -> None:
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert bill["metadata"]["component"]["version"] == PRODUCT["version"]
    versions = {normalised(component["name"]): component["version"] for component in bill["components"]}
    assert versions["electron"] == "45.4.1"
    assert versions["cpython"] == platform.python_version()
    asked = json.loads(PACKAGE_JSON.read_text(encoding="utf-8"))["dependencies"]
    # By the same rule as Python's names: `@scope/name` stays apart from every one of those.
    assert {normalised(name) for name in asked} <= versions.keys()
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]["dependencies"]
    wanted = {
        normalised(locked_names(f"{line.replace('>', '=').replace('~', '=')}=")[0])
        for line in project
        if ";" not in line
    }
    assert wanted <= versions.keys()


def test_what_only_builds_and_tests_it_is_not_in_it(bill: dict[str, Any]) -> None:
    names = {component["name"] for component in bill["components"]}
    assert not names & {"electron-builder", "vitest", "typescript", "pytest", "mypy", "nuitka", "ruff"}


def test_every_component_has_a_licence_or_is_what_it_runs_on(bill: dict[str, Any]) -> None:
    without = {component["name"] for component in bill["components"] if not component.get("licenses")}
    assert without == {"electron", "cpython"}


def test_an_invalid_bill_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "bill.json"
    document = bill_of_materials(PRODUCT, "linux-x64", [])
    document["components"] = [{"type": "nonsense", "name": "a"}]
    file.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(ToolFailedError) as caught:
        capture([TOOLS, "-m", "build.sbom.validate", file])
    assert "nonsense" in caught.value.output


def test_npm_packages_are_followed_as_node_finds_them_and_their_hashes_kept() -> None:
    lock = {
        "packages": {
            "": {"dependencies": {"a": "1"}, "devDependencies": {"test-only": "1"}},
            "node_modules/a": {"version": "1.0.0", "license": "MIT", "dependencies": {"@s/c": "2", "d": "1"}},
            "node_modules/a/node_modules/@s/c": {"version": "2.0.0", "dependencies": {"d": "1"}},
            "node_modules/@s/c": {"version": "1.0.0"},
            "node_modules/d": {"version": "1.0.0", "integrity": "sha512-AAEC sha256-/w=="},
            "node_modules/test-only": {"version": "3.0.0"},
        }
    }
    components = {component["purl"]: component for component in npm_components(npm_packages(lock))}
    assert components.keys() == {"pkg:npm/a@1.0.0", "pkg:npm/%40s/c@2.0.0", "pkg:npm/d@1.0.0"}
    hashes = components["pkg:npm/d@1.0.0"]["hashes"]
    assert hashes == [{"alg": "SHA-512", "content": "000102"}, {"alg": "SHA-256", "content": "ff"}]
