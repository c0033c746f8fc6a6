"""What stands of a release that broke off, by what its artifacts say and what is found in them."""

import json
from pathlib import Path

import pytest

from build.package.edition import Edition
from build.package.layout import layout_of
from build.platforms import TARGETS, Target
from build.preflight.findings import Finding
from build.release.standing import packed_app, standing
from build.tools.electron_builder import UNPACKED

COMMIT = "4f" * 20


@pytest.fixture
def edition(tmp_path: Path) -> Edition:
    return Edition("trial", tmp_path / "app Zoë 测试", overlay={"version": "1.2.0"})


def pack(edition: Edition, target: Target, /, **facts: str | None) -> Path:
    """What a packed app says of itself, where it says it."""
    folder = edition.output / UNPACKED[target]
    manifest = folder / layout_of(target, edition.product).manifest
    manifest.parent.mkdir(parents=True, exist_ok=True)
    told = {"commit": COMMIT, "version": "1.2.0", "target": target, **facts}
    manifest.write_text(json.dumps(told), encoding="utf-8")
    return manifest


def found(code: str, artifact: str) -> Finding:
    return Finding(code, artifact, "It is so.", "Mend it.")


@pytest.mark.parametrize("target", TARGETS)
def test_an_app_of_the_same_commit_version_and_target_is_taken_up(edition: Edition, target: Target) -> None:
    pack(edition, target)
    app = packed_app(edition, target, COMMIT)
    assert app is not None
    assert (app.folder, app.target) == (edition.output / UNPACKED[target], target)
    assert standing(app, []) == "artifacts"


@pytest.mark.parametrize("facts", [{"commit": "00" * 20}, {"version": "1.1.9"}, {"target": "linux-x64"}])
def test_an_app_of_anything_else_is_not(edition: Edition, facts: dict[str, str]) -> None:
    pack(edition, "win32-x64", **facts)
    assert packed_app(edition, "win32-x64", COMMIT) is None


def test_nothing_is_taken_up_where_not_all_is_committed_or_nothing_can_be_read(edition: Edition) -> None:
    assert packed_app(edition, "win32-x64", COMMIT) is None
    manifest = pack(edition, "win32-x64", commit=None)
    assert packed_app(edition, "win32-x64", None) is None
    manifest.write_text("{", encoding="utf-8")
    assert packed_app(edition, "win32-x64", COMMIT) is None


@pytest.mark.parametrize("target", TARGETS)
def test_a_fault_in_the_app_means_to_begin_again_and_one_in_an_artifact_does_not(
    edition: Edition, target: Target
) -> None:
    pack(edition, target)
    app = packed_app(edition, target, COMMIT)
    assert app is not None
    folder = UNPACKED[target]
    assert standing(app, [found("payload-changed", f"{folder}: resources/app.asar")]) == "nothing"
    assert standing(app, [found("payload-changed", f"trial-1.2.0.zip: {folder}/resources/app.asar")]) == "app"
    assert standing(app, [found("artifact-missing", "trial-1.2.0.zip")]) == "app"


def test_a_fault_in_the_bundle_of_a_mac_is_one_of_the_app(edition: Edition) -> None:
    pack(edition, "darwin-arm64")
    app = packed_app(edition, "darwin-arm64", COMMIT)
    assert app is not None
    bundle = f"{edition.product['name']}.app"
    assert standing(app, [found("page-changed", f"{bundle}: Contents/MacOS/x")]) == "nothing"
    assert standing(app, [found("seal-missing", bundle)]) == "nothing"
    assert standing(app, [found("page-changed", f"trial-1.2.0.dmg: {bundle}: Contents/MacOS/x")]) == "app"


def test_an_app_that_apple_has_not_seen_yet_is_not_made_again(edition: Edition) -> None:
    pack(edition, "darwin-x64")
    app = packed_app(edition, "darwin-x64", COMMIT)
    assert app is not None
    assert standing(app, [found("ticket-missing", f"{edition.product['name']}.app")]) == "app"
