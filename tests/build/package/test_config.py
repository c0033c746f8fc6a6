import json
from pathlib import Path

import pytest

from build.errors import BuildError
from build.package.config import Surroundings, effective_config, fuses_of, package_manifest
from build.package.fuses import NAMES
from build.paths import ROOT

STRUCTURE = json.loads((ROOT / "electron-builder.json").read_text(encoding="utf-8"))
PRODUCT = {
    **json.loads((ROOT / "product.json").read_text(encoding="utf-8")),
    "name": "Fjord Agents",
    "id": "fjord",
    "appId": "test.fjord.app",
    "publisher": "Fjord Ltd",
    "scheme": "fjord-link",
}
AROUND = Surroundings(Path("/electron"), "45.4.1", Path("/stage"), Path("/out"), {"runAsNode": False})


def test_the_brand_comes_from_product_json_alone():
    config = effective_config(STRUCTURE, PRODUCT, AROUND)
    assert config["appId"] == "test.fjord.app"
    assert config["productName"] == "Fjord Agents"
    assert config["copyright"] == PRODUCT["copyright"]
    assert config["linux"]["executableName"] == "fjord"
    assert config["linux"]["maintainer"].startswith("Fjord Ltd <https://")
    assert config["protocols"] == [{"name": "Fjord Agents", "schemes": ["fjord-link"]}]
    assert "armature" not in json.dumps(STRUCTURE).lower()


def test_structure_and_surroundings_are_kept():
    config = effective_config(STRUCTURE, PRODUCT, AROUND)
    assert config["asar"] is True
    assert config["linux"]["target"] == STRUCTURE["linux"]["target"]
    assert (config["electronDist"], config["electronVersion"]) == (str(Path("/electron")), "45.4.1")
    assert config["electronFuses"] == {"runAsNode": False}
    assert config["directories"] == {"app": str(Path("/stage")), "output": str(Path("/out"))}


@pytest.mark.parametrize("branded", [{"appId": "x"}, {"linux": {"executableName": "x"}}, {"win": {"productName": "x"}}])
def test_a_word_on_the_brand_in_the_structure_is_refused(branded):
    with pytest.raises(BuildError, match=r"electron-builder\.json has a word on the brand"):
        effective_config({**STRUCTURE, **branded}, PRODUCT, AROUND)


def test_every_fuse_is_decided_and_the_tests_turn_one():
    asked = fuses_of(STRUCTURE, inspectable=False)
    assert set(asked) == set(NAMES)
    assert {name for name, state in asked.items() if state} == {
        "enableCookieEncryption",
        "enableEmbeddedAsarIntegrityValidation",
        "onlyLoadAppFromAsar",
    }
    turned = fuses_of(STRUCTURE, inspectable=True)
    assert {name for name in asked if asked[name] != turned[name]} == {"enableNodeCliInspectArguments"}


def test_a_release_key_is_not_named_in_the_package():
    assert "testPayloadKey" not in package_manifest(PRODUCT, test_key=None)
    manifest = package_manifest(PRODUCT, test_key="public")
    assert manifest["testPayloadKey"] == "public"
    assert (manifest["name"], manifest["version"]) == ("fjord", PRODUCT["version"])
    assert "dependencies" not in manifest
