"""A signature is good by a root that the machine trusts or that a person names, and by no other."""

import sys

import pytest

from build.errors import BuildError
from build.preflight.authenticode import check_authenticode
from build.preflight.windows import expected_of
from build.preflight.windows_roots import ROOTS_VARIABLE
from tests.build.sign.windows.examples import NOW, SUBJECT, identity_in, program_in, sign

PRODUCT = {"signing": {"windowsPublisher": SUBJECT}}


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("identity")


@pytest.fixture(scope="module")
def signed(place, tmp_path_factory):
    file = program_in(tmp_path_factory.mktemp("signed"))
    sign(file, identity_in(place))
    return file.read_bytes()


@pytest.fixture(autouse=True)
def nobody_named(monkeypatch):
    monkeypatch.delenv(ROOTS_VARIABLE, raising=False)


def codes(signed):
    return [finding.code for finding in check_authenticode(signed, "setup.exe", expected_of(PRODUCT, NOW, test=False))]


def test_a_private_authority_is_refused_in_a_release(signed):
    assert codes(signed) == ["unknown-root", "unknown-root"]


def test_a_private_authority_that_a_person_names_is_good(signed, place, monkeypatch):
    monkeypatch.setenv(ROOTS_VARIABLE, str(place / "root.pem"))
    assert codes(signed) == []


def test_another_authority_that_a_person_names_does_not_help(signed, tmp_path, monkeypatch):
    identity_in(tmp_path)
    monkeypatch.setenv(ROOTS_VARIABLE, str(tmp_path / "root.pem"))
    assert codes(signed) == ["unknown-root", "unknown-root"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs Linux or macOS: there the machine's roots can be named")
def test_an_authority_that_the_machine_trusts_is_good(signed, place, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(place / "root.pem"))
    assert codes(signed) == []


@pytest.mark.parametrize("content", [None, b"", b"no certificate"])
def test_roots_that_cannot_be_read_are_refused(signed, tmp_path, monkeypatch, content):
    file = tmp_path / "roots.pem"
    if content is not None:
        file.write_bytes(content)
    monkeypatch.setenv(ROOTS_VARIABLE, str(file))
    with pytest.raises(BuildError) as refused:
        codes(signed)
    assert refused.value.code == "roots-unreadable"
