"""Who may sign Windows code, and with which tool."""

import sys
from datetime import timedelta
from pathlib import Path

import pytest

from build.errors import BuildError, ToolFailedError
from build.sign.identity import SOON, WINDOWS_CERTIFICATE_FILE, WINDOWS_CERTIFICATE_PASSWORD
from build.sign.windows.identity import (
    AZURE_ACCOUNT,
    AZURE_ENDPOINT,
    AZURE_LIBRARY,
    AZURE_PROFILE,
    Pkcs12,
    release_identity,
    throw_away_identity,
)
from build.sign.windows.signer import tool_for
from tests.build.sign.windows.examples import NOW, identity_in

PYTHON = Path(sys.executable)
AZURE = {
    AZURE_ENDPOINT: "https://weu.codesigning.example",
    AZURE_ACCOUNT: "account",
    AZURE_PROFILE: "profile",
    AZURE_LIBRARY: "C:/Azure.CodeSigning.Dlib.dll",
}


def test_a_release_wants_a_certificate():
    with pytest.raises(BuildError, match=WINDOWS_CERTIFICATE_FILE):
        release_identity(PYTHON, {}, "CN=Zoë Ltd")


def test_a_throw_away_certificate_signs_no_release(tmp_path):
    test = identity_in(tmp_path)
    environ = {WINDOWS_CERTIFICATE_FILE: str(test.key.file), WINDOWS_CERTIFICATE_PASSWORD: test.key.password}
    with pytest.raises(BuildError) as refused:
        release_identity(PYTHON, environ, "CN=Zoë Ltd")
    assert refused.value.code == "test-certificate"


def test_a_certificate_of_ones_own_is_taken_with_its_name_and_end(tmp_path):
    own = identity_in(tmp_path, subject="Zoë Ltd")
    environ = {WINDOWS_CERTIFICATE_FILE: str(own.key.file), WINDOWS_CERTIFICATE_PASSWORD: own.key.password}
    taken = release_identity(PYTHON, environ, "CN=Zoë Ltd")
    assert (taken.identity.kind, taken.identity.subject) == ("release", "CN=Zoë Ltd")
    assert taken.identity.expires > NOW
    assert str(taken.timestamps).startswith("http://")
    assert own.key.password not in repr(taken)
    assert [tool_for(taken, system) for system in ("linux", "darwin", "win32")] == [
        "osslsigncode",
        "osslsigncode",
        "signtool",
    ]


def test_a_wrong_password_is_refused_and_not_shown(tmp_path):
    own = identity_in(tmp_path)
    environ = {WINDOWS_CERTIFICATE_FILE: str(own.key.file), WINDOWS_CERTIFICATE_PASSWORD: "sesame"}
    with pytest.raises(ToolFailedError) as refused:
        release_identity(PYTHON, environ, "CN=Zoë Ltd")
    assert refused.value.code == "certificate-unreadable"
    assert "sesame" not in str(refused.value) + refused.value.output


def test_azure_signs_where_its_variables_are_set():
    taken = release_identity(PYTHON, AZURE, "CN=Zoë Ltd")
    assert tool_for(taken, "linux") == "signtool"
    with pytest.raises(BuildError, match=AZURE_PROFILE):
        release_identity(PYTHON, {name: value for name, value in AZURE.items() if name != AZURE_PROFILE}, "CN=Zoë Ltd")


def test_an_empty_variable_of_azure_names_nothing(tmp_path):
    own = identity_in(tmp_path, subject="Zoë Ltd")
    environ = {WINDOWS_CERTIFICATE_FILE: str(own.key.file), WINDOWS_CERTIFICATE_PASSWORD: own.key.password}
    taken = release_identity(PYTHON, {**environ, AZURE_ENDPOINT: ""}, "CN=Zoë Ltd")
    assert tool_for(taken, "linux") == "osslsigncode"


def test_a_throw_away_identity_that_ends_soon_is_made_anew(tmp_path):
    folder = tmp_path / "identities" / "windows"
    old = identity_in(folder, ends=NOW + SOON - timedelta(days=1))
    renewed = throw_away_identity(PYTHON, folder)
    assert isinstance(renewed.key, Pkcs12)
    assert renewed.key.thumbprint != old.key.thumbprint
    assert renewed.identity.expires > NOW + SOON
    assert [one.name for one in folder.parent.iterdir()] == ["windows"]


def test_the_same_throw_away_identity_is_taken_again(tmp_path):
    made = throw_away_identity(PYTHON, tmp_path / "identities" / "windows")
    assert throw_away_identity(PYTHON, tmp_path / "identities" / "windows") == made
    assert made.identity.kind == "test"
