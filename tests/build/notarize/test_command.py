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

IMAGES = argparse.Namespace(target=None, images=True)
APPS = argparse.Namespace(target=None, images=False)


@pytest.fixture
def release(tmp_path, monkeypatch):
    """A folder of artifacts with the disk image of one Mac, no packed app, and nobody who asks."""
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
        notarize.run(IMAGES, [])
    assert refused.value.code == "notary-credentials-missing"


@pytest.mark.parametrize(("what", "named"), [(IMAGES, "disk image"), (APPS, "macOS app")], ids=["images", "apps"])
def test_without_anything_to_notarise_it_says_so(release, monkeypatch, what, named):
    monkeypatch.setenv(PROFILE, "release")
    release.unlink()
    with pytest.raises(BuildError, match=f"no {named} to notarise") as refused:
        notarize.run(what, [])
    assert refused.value.code == "nothing-to-notarize"


def test_an_image_of_an_app_that_apple_has_not_seen_yet_is_not_sent_with_the_apps(release, monkeypatch):
    monkeypatch.setenv(PROFILE, "release")
    with pytest.raises(BuildError) as refused:
        notarize.run(APPS, [])
    assert refused.value.code == "nothing-to-notarize"
    assert release.is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="needs Linux or macOS: the stand-ins are scripts")
def test_what_is_there_is_notarised_and_named(release, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv(PROFILE, "release")
    tools = StandIns(tmp_path / "stand-ins", monkeypatch, {"notarytool submit": [ACCEPTED], "stapler": [STAPLED]})
    assert notarize.run(IMAGES, []) == 0
    assert capsys.readouterr().out == f"{release.name}  {SUBMISSION}\n"
    assert tools.asked[0][4:6] == ["--keychain-profile", "release"]
