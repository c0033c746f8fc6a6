"""The session: what it takes, and what it refuses before anything is uploaded; Apple's tools are STAND-INS."""

import argparse
import json
import sys

import pytest

from build.commands import notarize
from build.errors import BuildError
from build.notarize.credentials import API_ISSUER, API_KEY, API_KEY_ID, PROFILE
from build.package.edition import PRODUCT
from tests.build.apple_stand_ins import ACCEPTED, STAPLED, SUBMISSION, StandIns

ALL = argparse.Namespace(target=None)


@pytest.fixture
def release(tmp_path, monkeypatch):
    """A folder of artifacts with the disk image of one Mac, and nobody who asks."""
    for name in (API_KEY, API_KEY_ID, API_ISSUER, PROFILE):
        monkeypatch.delenv(name, raising=False)
    product = json.loads(PRODUCT.read_text(encoding="utf-8"))
    image = tmp_path / f"{product['id']}-{product['version']}-mac-arm64.dmg"
    image.write_bytes(b"koly")
    monkeypatch.setattr(notarize, "RELEASE", tmp_path)
    monkeypatch.setattr(notarize, "ROOT", tmp_path)
    monkeypatch.setattr(notarize, "UNPACKED", {"darwin-x64": "none", "darwin-arm64": "none"})
    return image


def test_without_credentials_nothing_is_asked(release):
    with pytest.raises(BuildError) as refused:
        notarize.run(ALL, [])
    assert refused.value.code == "notary-credentials-missing"


def test_without_anything_to_notarise_it_says_so(release, monkeypatch):
    monkeypatch.setenv(PROFILE, "release")
    release.unlink()
    with pytest.raises(BuildError) as refused:
        notarize.run(ALL, [])
    assert refused.value.code == "nothing-to-notarize"


@pytest.mark.skipif(sys.platform == "win32", reason="needs Linux or macOS: the stand-ins are scripts")
def test_what_is_there_is_notarised_and_named(release, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv(PROFILE, "release")
    tools = StandIns(tmp_path / "stand-ins", monkeypatch, {"notarytool submit": [ACCEPTED], "stapler": [STAPLED]})
    assert notarize.run(ALL, []) == 0
    assert capsys.readouterr().out == f"{release.name}  {SUBMISSION}\n"
    assert tools.asked[0][4:6] == ["--keychain-profile", "release"]
