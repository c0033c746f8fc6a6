import json

import pytest

from build.electron.asar import asar
from build.errors import BuildError
from build.package.contents import asar_names, require_backend, require_contents
from build.package.layout import layout_of

PRODUCT = {
    "name": "Fjord",
    "id": "fjord",
    "version": "1.2.3",
    "publisher": "Fjord Ltd",
    "keychainService": "test.fjord",
    "backendExecutable": "fjord-backend",
}
LAYOUT = layout_of("linux-x64", PRODUCT)
SHELL = {"package.json": b"{}", "out/electron/main/index.cjs": b"1", "out/renderer/assets/index.css": b"2"}


@pytest.fixture
def backend(tmp_path):
    folder = tmp_path / "backend"
    (folder / "backend").mkdir(parents=True)
    (folder / "fjord-backend").write_bytes(b"\x7fELF and so on")
    (folder / "library.so").write_bytes(b"\x7fELF")
    (folder / "backend" / "product.json").write_text(json.dumps(PRODUCT), encoding="utf-8")
    return folder


@pytest.fixture
def app(tmp_path, backend):
    folder = tmp_path / "app"
    packed = folder / "resources" / "backend"
    for file in [file for file in backend.rglob("*") if file.is_file()]:
        (packed / file.relative_to(backend)).parent.mkdir(parents=True, exist_ok=True)
        (packed / file.relative_to(backend)).write_bytes(file.read_bytes())
    (folder / "resources" / "app.asar").write_bytes(asar(SHELL))
    return folder


def test_a_backend_that_fits_is_taken(backend):
    assert require_backend(backend, PRODUCT, "linux") == backend / "fjord-backend"


def test_a_missing_backend_is_refused_with_the_command_that_makes_one(tmp_path):
    with pytest.raises(BuildError, match="nox -s compile") as refusal:
        require_backend(tmp_path, PRODUCT, "linux")
    assert refusal.value.code == "backend-missing"


@pytest.mark.parametrize("content", [b"#!/bin/sh\n", b"MZ\x90\x00", b""])
def test_a_backend_for_another_system_is_refused(backend, content):
    (backend / "fjord-backend").write_bytes(content)
    with pytest.raises(BuildError, match="no program for linux"):
        require_backend(backend, PRODUCT, "linux")


@pytest.mark.parametrize("fact", ["name", "version", "publisher", "keychainService"])
def test_a_backend_of_another_product_or_version_is_refused(backend, fact):
    (backend / "backend" / "product.json").write_text(json.dumps({**PRODUCT, fact: "x"}), encoding="utf-8")
    with pytest.raises(BuildError, match=f"does not agree with product.json on: {fact}"):
        require_backend(backend, PRODUCT, "linux")


def test_a_backend_that_does_not_say_what_it_is_is_refused(backend):
    (backend / "backend" / "product.json").unlink()
    with pytest.raises(BuildError, match="does not agree"):
        require_backend(backend, PRODUCT, "linux")


def test_the_names_in_an_asar_are_read(tmp_path):
    (tmp_path / "app.asar").write_bytes(asar({"a": b"1", "b/Zoë 测试/c": b"2"}))
    assert asar_names(tmp_path / "app.asar") == ["a", "b/Zoë 测试/c"]


def test_the_built_shell_and_the_whole_backend_may_ship(app, backend):
    require_contents(app, LAYOUT, backend)


@pytest.mark.parametrize(
    "name",
    [
        "out/electron/main/index.cjs.map",
        "out/electron/main/index.ts",
        "electron/main/index.ts",
        "tests/e2e/app.js",
        "node_modules/react/index.js",
        "out/backend.py",
    ],
)
def test_a_source_a_map_a_test_or_a_package_in_the_asar_is_refused(app, backend, name):
    (app / "resources" / "app.asar").write_bytes(asar({**SHELL, name: b""}))
    with pytest.raises(BuildError, match=name):
        require_contents(app, LAYOUT, backend)


@pytest.mark.parametrize("name", ["resources/default_app.asar", "resources/app/index.js", "version"])
def test_what_belongs_to_development_is_refused(app, backend, name):
    (app / name).parent.mkdir(exist_ok=True)
    (app / name).write_bytes(b"")
    with pytest.raises(BuildError, match="must not ship"):
        require_contents(app, LAYOUT, backend)


def test_a_backend_that_is_not_whole_is_refused(app, backend):
    (app / "resources" / "backend" / "library.so").unlink()
    with pytest.raises(BuildError, match=r"left out files of the backend: library\.so"):
        require_contents(app, LAYOUT, backend)
