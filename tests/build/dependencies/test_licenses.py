import json

import pytest

from build.dependencies.licenses import Allowed, Package, npm_packages, pins, python_packages, read_allowed, refused
from build.environment.attacks_env import prepare_attacks
from build.environment.compile_env import prepare_compile
from build.environment.freeze_env import prepare_freeze
from build.environment.release_env import prepare_release
from build.locks import LOCKS
from build.paths import NODE_ENV, PACKAGE_LOCK

LIST = Allowed(
    frozenset({"MIT", "BSD-3-Clause"}),
    frozenset({"MPL-2.0"}),
    {"MIT License": "MIT", "Mozilla": "MPL-2.0"},
    {"win": "MIT"},
    {"tool": "AGPL"},
)
ENVIRONMENTS = {
    "attacks": prepare_attacks,
    "compile": prepare_compile,
    "freeze": prepare_freeze,
    "release": prepare_release,
}
"""Those of tools; what the other locks name is in this environment, but for Node."""


@pytest.mark.attack("Dependencies", "licences of the npm packages, transitive ones too, that are not on the list")
def test_every_npm_package_has_an_allowed_licence(tally):
    packages = list(npm_packages())
    tally.add(len(packages), "packages")
    assert refused(packages, read_allowed()) == []
    assert {"react", "zod", "fflate"} <= {package.name for package in packages if package.ships}
    assert {"vite", "electron"}.isdisjoint(package.name for package in packages if package.ships)


@pytest.mark.attack("Dependencies", "licences of the Python packages, transitive ones too, that are not on the list")
@pytest.mark.parametrize("lock", [lock.file.stem for lock in LOCKS])
@pytest.mark.timeout(900)
def test_every_python_package_has_an_allowed_licence(tally, lock):
    packages = list(python_packages(lock, read_allowed(), folders_of(lock)))
    tally.add(len(packages), "packages")
    assert packages
    assert refused(packages, read_allowed()) == []


def folders_of(lock):
    """Where a lock is installed; it is now, if it was not."""
    if lock == "node":
        return [str(NODE_ENV)]
    if lock not in ENVIRONMENTS:
        return None
    environment = ENVIRONMENTS[lock]().parent.parent
    return [str(folder) for folder in environment.glob("**/site-packages")]


def test_a_tool_that_is_allowed_by_name_is_used_and_does_not_ship():
    named = read_allowed().named.keys()
    assert named <= {name for lock in LOCKS for name in pins(lock.file.stem)}
    assert named.isdisjoint(pins("backend"))


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
        ("MIT License; BSD-3-Clause", True, True),
        ("MIT License; GPL-2.0-only", False, False),
        ("MIT License; Mozilla", True, False),
        ("MIT License; Mozilla", False, True),
        ("SEE LICENSE IN file", True, False),
        ("", True, False),
        (None, True, False),
    ],
)
def test_a_licence_is_allowed_by_name_only(text, ships, good):
    package = Package("x", "1", text, ships)
    assert refused([package], LIST) == ([] if good else [package])


def test_a_tool_is_allowed_by_name_for_one_licence_and_while_it_does_not_ship():
    tool = Package("tool", "1", "AGPL", ships=False)
    others = [
        Package("tool", "1", "AGPL", ships=True),
        Package("tool", "1", "SSPL", ships=False),
        Package("tool", "1", None, ships=False),
        Package("other", "1", "AGPL", ships=False),
    ]
    assert refused([tool, *others], LIST) == others


def test_the_licence_of_another_version_says_nothing(tmp_path, monkeypatch):
    info = tmp_path / "a-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Name: a\nVersion: 1\nLicense-Expression: MIT\n")
    (tmp_path / "some.lock").write_text("a==2 \\\n")
    (tmp_path / "backend.lock").write_text("")
    monkeypatch.setattr("build.dependencies.licenses.REQUIREMENTS", tmp_path)
    assert list(python_packages("some", LIST, [str(tmp_path)])) == [Package("a", "2", None, ships=False)]
