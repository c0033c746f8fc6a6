import json

import pytest

from build.dependencies.licenses import Allowed, Package, npm_packages, python_packages, read_allowed, refused
from build.environment import attacks_env
from build.paths import PACKAGE_LOCK

LIST = Allowed(frozenset({"MIT", "BSD-3-Clause"}), frozenset({"MPL-2.0"}), {"MIT License": "MIT"}, {"win": "MIT"})


@pytest.mark.attack("Dependencies", "licences of the npm packages, transitive ones too, that are not on the list")
def test_every_npm_package_has_an_allowed_licence(tally):
    packages = list(npm_packages())
    tally.add(len(packages), "packages")
    assert refused(packages, read_allowed()) == []
    assert {"react", "zod", "fflate"} <= {package.name for package in packages if package.ships}
    assert {"vite", "electron"}.isdisjoint(package.name for package in packages if package.ships)


@pytest.mark.attack("Dependencies", "licences of the Python packages, transitive ones too, that are not on the list")
@pytest.mark.parametrize("lock", ["backend", "dev", "attacks"])
def test_every_python_package_has_an_allowed_licence(tally, lock):
    folders = [str(folder) for folder in attacks_env.ENV.glob("**/site-packages")] if lock == "attacks" else None
    packages = list(python_packages(lock, read_allowed(), folders))
    tally.add(len(packages), "packages")
    assert refused(packages, read_allowed()) == []


@pytest.mark.attack("Dependencies", "npm packages that are locked without a hash")
def test_every_npm_package_is_locked_by_a_hash(tally):
    entries = json.loads(PACKAGE_LOCK.read_text(encoding="utf-8"))["packages"]
    packages = {path: entry for path, entry in entries.items() if path and not entry.get("inBundle")}
    tally.add(len(packages), "packages")
    assert [path for path, entry in packages.items() if not entry.get("integrity", "").startswith("sha512-")] == []


@pytest.mark.parametrize(
    ("text", "ships", "good"),
    [
        ("MIT", True, True),
        ("MIT License", True, True),
        ("GPL-3.0-only", True, False),
        ("GPL-3.0-only", False, False),
        ("MPL-2.0", True, False),
        ("MPL-2.0", False, True),
        ("(GPL-2.0-only OR MIT)", True, True),
        ("MIT AND GPL-2.0-only", True, False),
        ("GPL-2.0-only AND MIT OR BSD-3-Clause", True, True),
        ("MIT WITH something", True, False),
        ("SEE LICENSE IN file", True, False),
        ("", True, False),
        (None, True, False),
    ],
)
def test_a_licence_is_allowed_by_name_only(text, ships, good):
    package = Package("x", "1", text, ships)
    assert refused([package], LIST) == ([] if good else [package])
