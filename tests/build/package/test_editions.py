"""What differs between targets and editions: layouts, overlays, what is written before the seal, names of artifacts."""

import json
from pathlib import Path

import pytest

from build.errors import BuildError
from build.package.additions import resources_of
from build.package.edition import OUT, PRODUCT_EDITION, Edition, require_file_name
from build.package.installers import artifact_stem, merged
from build.package.layout import layout_of
from build.paths import ROOT
from build.platforms import TARGETS

PRODUCT = {**json.loads((ROOT / "product.json").read_text(encoding="utf-8")), "name": "Fjord Agents", "id": "fjord"}
FED = {**PRODUCT, "updates": {"feed": "https://fjord.example/feed/", "keys": []}}


def test_an_overlay_changes_the_product_and_nothing_else():
    feed = {"feed": "http://127.0.0.1:8123/", "keys": []}
    edition = Edition("next", Path("/apps"), overlay={"version": "1.0.1", "updates": feed})
    assert edition.product == {**PRODUCT_EDITION.product, "version": "1.0.1", "updates": feed}
    assert edition.shell != OUT
    assert PRODUCT_EDITION.shell == OUT


@pytest.mark.parametrize("fact", ["name", "id", "publisher", "keychainService", "backendExecutable"])
def test_an_overlay_cannot_change_what_the_compiled_backend_has_built_in(fact):
    with pytest.raises(BuildError, match=f"cannot change {fact}"):
        _ = Edition("next", Path("/apps"), overlay={fact: "x"}).product


@pytest.mark.parametrize("name", ["Armature", "Zoë's 测试 & Co.uk (1)", "Fjord Agents", "C++"])
def test_a_name_that_files_can_have_is_taken(name):
    require_file_name(name)


@pytest.mark.parametrize("name", [*(f"Fjord{one}Agents" for one in '<>:"/\\|?*\t'), " Fjord", "Fjord ", "Fjord.", ".."])
def test_a_name_that_no_file_of_windows_can_have_is_refused_before_anything_is_packed(name, tmp_path, monkeypatch):
    product = tmp_path / "product.json"
    product.write_text(json.dumps({**PRODUCT, "name": name}), encoding="utf-8")
    monkeypatch.setattr("build.package.edition.PRODUCT", product)
    with pytest.raises(BuildError) as refused:
        _ = PRODUCT_EDITION.product
    assert refused.value.code == "product-name"
    assert "without" in refused.value.remedy


def test_every_target_has_a_layout_and_the_list_lies_among_the_resources():
    for target in TARGETS:
        layout = layout_of(target, PRODUCT)
        assert layout.manifest.is_relative_to(layout.listed)
        assert layout.program.is_relative_to(layout.root)
        assert layout.listed.is_relative_to(layout.root)
    mac = layout_of("darwin-arm64", PRODUCT)
    assert mac.manifest.relative_to(mac.root).as_posix() == "Resources/payload.json"
    assert mac.listed == mac.resources


def test_an_app_without_a_feed_gets_no_settings_of_an_updater():
    assert set(resources_of("linux-x64", PRODUCT)) == {"apparmor-profile"}
    assert resources_of("darwin-x64", PRODUCT) == {}


def test_an_updater_reads_where_its_feed_is_and_on_windows_who_signs():
    signed = {**FED, "signing": {"appleTeamId": "", "windowsPublisher": "CN=Fjord Ltd, C=NO"}}
    linux, windows = (
        json.loads(resources_of(target, signed)["app-update.yml"]) for target in ("linux-x64", "win32-x64")
    )
    assert linux == {
        "provider": "generic",
        "url": "https://fjord.example/feed/",
        "updaterCacheDirName": "fjord-updater",
    }
    assert windows == linux | {"publisherName": ["CN=Fjord Ltd, C=NO"]}


def test_a_profile_gives_the_installed_app_user_namespaces():
    profile = resources_of("linux-x64", PRODUCT)["apparmor-profile"]
    assert 'profile "fjord" "/opt/Fjord Agents/fjord" flags=(unconfined) {\n  userns,\n' in profile


def test_artifacts_are_named_alike_on_every_system():
    version = PRODUCT["version"]
    assert [artifact_stem(PRODUCT, target) for target in TARGETS] == [
        f"fjord-{version}-linux-x64",
        f"fjord-{version}-win-x64",
        f"fjord-{version}-mac-x64",
        f"fjord-{version}-mac-arm64",
    ]


def test_sections_of_configurations_are_merged_and_all_else_is_replaced():
    below = {"win": {"icon": "a", "target": ["nsis", "zip"]}, "publish": None}
    over = {"win": {"target": ["zip"]}, "nsis": {"oneClick": True}}
    assert merged(below, over) == {"win": {"icon": "a", "target": ["zip"]}, "publish": None, "nsis": {"oneClick": True}}
