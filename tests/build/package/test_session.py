"""`package -- --installers`: what users get is made of the app as it is signed, and lies where its identity belongs."""

import argparse
import json
from pathlib import Path
from typing import Final

import pytest

from build.commands import package
from build.errors import BuildError
from build.package.edition import Edition
from build.package.layout import layout_of
from build.paths import REHEARSAL, RELEASE, ROOT
from build.tools.electron_builder import UNPACKED

TARGET: Final = "win32-x64"
ASKED = argparse.Namespace(dir=False, installers=True, target=TARGET, backend=None, fast=True)
MANIFEST = {"identity": "release", "electron": "1.0.0", "backendKind": "compiled"}


@pytest.fixture
def edition(tmp_path, monkeypatch):
    """A packed app; what is made of it is only noted."""
    edition = Edition("trial", tmp_path / "app Zoë 测试")
    (edition.output / UNPACKED[TARGET]).mkdir(parents=True)
    monkeypatch.setattr(package, "PRODUCT_EDITION", edition)
    monkeypatch.setattr(package, "packed_targets", lambda asked: [asked])
    monkeypatch.setattr(package, "prepare", lambda needs: type("Bench", (), {"node": needs}))
    monkeypatch.setattr(package, "prepare_electron", lambda _node, target: target)
    monkeypatch.setattr(package, "tell", lambda app: app)
    return edition


def seal(edition, **facts):
    manifest = edition.output / UNPACKED[TARGET] / layout_of(TARGET, edition.product).manifest
    manifest.parent.mkdir(parents=True)
    manifest.write_text(json.dumps(MANIFEST | facts), encoding="utf-8")


@pytest.mark.parametrize(("identity", "folder"), [("release", RELEASE), ("test", REHEARSAL)])
def test_they_are_made_of_the_signed_app_and_signed_by_whoever_signed_it(
    edition, monkeypatch, capsys, identity, folder
):
    made = []

    def make(_bench, app, there, **how):
        made.append((app.folder, there, how))
        return [ROOT / "dist" / "made.exe"]

    monkeypatch.setattr(package, "make_artifacts", make)
    seal(edition, identity=identity)
    assert package.run(ASKED, []) == 0
    assert made == [(edition.output / UNPACKED[TARGET], folder, {"test": identity == "test", "compression": "fast"})]
    assert capsys.readouterr().out == f"{Path('dist', 'made.exe')}\n"


def test_an_app_that_says_nothing_of_itself_is_refused(edition):
    assert edition.output.is_dir()
    with pytest.raises(BuildError) as refused:
        package.run(ASKED, [])
    assert refused.value.code == "app-unsealed"
