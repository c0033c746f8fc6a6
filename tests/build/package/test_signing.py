"""The manifest and its signature, as the shell will read them."""

import base64
import hashlib
import io
import json
import stat
import sys
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

from build.errors import BuildError
from build.package import signing
from build.package.identity import KEY_VARIABLE, describe_identity, signer
from build.package.layout import layout_of
from build.package.manifest import write_manifest
from build.progress import Step

PYTHON = Path(sys.executable)
LAYOUT = layout_of("linux-x64", {"name": "Fjord", "id": "fjord"})


def write(folder):
    return write_manifest(folder, LAYOUT, {"identity": "test"}, Step("test", io.StringIO(), lambda: 0.0))


@pytest.fixture
def app(tmp_path):
    folder = tmp_path / "app Zoë 测试"
    (folder / "resources" / "backend").mkdir(parents=True)
    (folder / "program").write_bytes(b"electron")
    (folder / "resources" / "backend" / "Zoë.so").write_bytes(b"")
    (folder / "resources" / "backend" / "alias").symlink_to("Zoë.so")
    (folder / "resources" / "linked").symlink_to("backend")
    return folder


def test_the_manifest_lists_every_file_and_link_once_and_not_itself(app):
    write(app)
    (app / LAYOUT.signature).write_text("of an earlier build", encoding="ascii")
    manifest = json.loads(write(app).read_text(encoding="utf-8"))
    assert manifest["format"] == 1
    assert manifest["identity"] == "test"
    assert manifest["files"] == [
        {"path": "program", "size": 8, "sha256": hashlib.sha256(b"electron").hexdigest()},
        {"path": "resources/backend/Zoë.so", "size": 0, "sha256": hashlib.sha256(b"").hexdigest()},
        {"path": "resources/backend/alias", "link": "Zoë.so"},
        {"path": "resources/linked", "link": "backend"},
    ]


def test_a_throw_away_key_signs_and_is_gone(app, tmp_path, monkeypatch):
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    with signer(PYTHON, tmp_path / "work", []) as key:
        if sys.platform != "win32":
            assert stat.S_IMODE(key.key.stat().st_mode) == 0o600
        key.sign(write(app), app / LAYOUT.signature)
        public = load_der_public_key(base64.b64decode(key.public))
    assert not key.key.exists()
    assert (key.identity, key.test_key) == ("test", key.public)
    signature = base64.b64decode((app / LAYOUT.signature).read_text(encoding="ascii"))
    assert isinstance(public, Ed25519PublicKey)
    public.verify(signature, (app / LAYOUT.manifest).read_bytes())
    with pytest.raises(InvalidSignature):
        public.verify(signature, (app / LAYOUT.manifest).read_bytes() + b" ")


def test_a_throw_away_key_is_gone_after_a_failure_too(tmp_path, monkeypatch):
    monkeypatch.delenv(KEY_VARIABLE, raising=False)

    def fail():
        with signer(PYTHON, tmp_path, []):
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def release_key(tmp_path, monkeypatch):
    file = tmp_path / "release.pem"
    signing.new_key(file)
    monkeypatch.setenv(KEY_VARIABLE, str(file))
    return file


def test_a_release_key_that_the_app_knows_signs(release_key, tmp_path):
    public = signing.public_half(release_key)
    with signer(PYTHON, tmp_path, ["another", public]) as key:
        assert (key.identity, key.test_key, key.key) == ("release", None, release_key)
    assert release_key.exists()


def test_a_release_key_that_the_app_does_not_know_is_refused(release_key, tmp_path):
    with pytest.raises(BuildError, match=r"payloadKeys in product\.json"), signer(PYTHON, tmp_path, []):
        pass


def test_a_release_key_never_signs_what_a_debugger_may_enter(release_key, tmp_path):
    with signer(PYTHON, tmp_path, [signing.public_half(release_key)], release=False) as key:
        assert key.identity == "test"
        assert key.key != release_key


def test_a_file_that_holds_no_such_key_is_refused_with_the_command_that_makes_one(release_key, tmp_path):
    release_key.write_text("no key", encoding="ascii")
    with pytest.raises(BuildError, match="openssl genpkey"), signer(PYTHON, tmp_path, []):
        pass


def test_people_are_told_whose_name_stands_under_it():
    assert "test identity" in describe_identity({"identity": "test"})
    assert "release key" in describe_identity({"identity": "release"})
