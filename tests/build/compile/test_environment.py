import importlib.metadata
import sys
from pathlib import Path

import pytest

from build.compile import environment
from build.compile.environment import examine, pins
from build.compile.settings import parse_settings
from build.environment.locked_env import excerpt
from build.errors import BuildError
from build.paths import ROOT

LOCK = """# a comment
nuitka==4.3.3 \\
    --hash=sha256:aa
setuptools==84.2.1 ; python_version > '3' \\
    --hash=sha256:bb \\
    --hash=sha256:cc
"""


@pytest.fixture(autouse=True)
def development_environment(monkeypatch, tmp_path):
    """Look at the environment that runs the tests, against a lock that says what it holds."""
    lock = tmp_path / "compile.lock"
    held = {one.name.lower(): one.version for one in importlib.metadata.distributions()}
    lock.write_text("".join(f"{name.replace('_', '-')}=={version} \\\n" for name, version in held.items()))
    monkeypatch.setattr(environment, "LOCK", lock)
    monkeypatch.setattr(environment, "_refuse_stale_lock", lambda: None)
    return lock


def refusal(**table):
    with pytest.raises(BuildError) as raised:
        examine(Path(sys.executable), ROOT, parse_settings(table))
    return raised.value


def test_packages_are_found_in_the_checkout_and_in_the_environment():
    found = examine(Path(sys.executable), ROOT, parse_settings({"packages": ["keyring"]}))
    assert found.folders["backend"] == ROOT / "backend"
    assert (found.folders["keyring"] / "__init__.py").is_file()
    assert found.base == Path(sys.base_prefix)


@pytest.mark.parametrize(
    "table",
    [
        {"plugins": ["acme_nowhere"]},
        {"packages": ["typing_extensions"]},
        {"modules": ["keyring.nowhere"]},
        {"modules": ["nowhere.deep.down"]},
        {"compiled": ["nowhere"]},
        {"metadata": ["nowhere"]},
        {"exclude": ["nowhere.sub"]},
    ],
    ids=str,
)
def test_what_is_not_there_is_named(table):
    error = refusal(**table)
    assert error.code == "compile-settings"
    assert ("nowhere" in error.message) or ("typing_extensions" in error.message)


def test_an_environment_that_was_changed_by_hand_is_refused(development_environment):
    text = development_environment.read_text()
    development_environment.write_text(text.replace("keyring==", "keyring==0."))
    error = refusal()
    assert error.code == "environment-differs"
    assert "keyring " in error.message
    assert "Remove " in error.remedy


def test_a_lock_that_is_behind_is_refused(monkeypatch):
    monkeypatch.undo()
    monkeypatch.setattr("build.locks.recorded_hash", lambda _lock: "another")
    error = refusal()
    assert (error.code, error.remedy) == ("lock-stale", "Run `nox -s lock`, then compile again.")


def test_a_lock_is_read_and_excerpted(tmp_path):
    path = tmp_path / "a.lock"
    path.write_text(LOCK, encoding="utf-8")
    assert pins(LOCK) == {"nuitka": "4.3.3", "setuptools": "84.2.1"}
    assert excerpt(path, {"setuptools"}) == LOCK[LOCK.index("setuptools") :]
