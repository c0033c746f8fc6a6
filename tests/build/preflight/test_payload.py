"""A payload manifest that is not of its format is a finding, and no end of the preflight."""

import base64
import json

import pytest

from build.preflight.payload import PayloadExpected, check_payload

PRODUCT = {"name": "Zoë", "id": "zoe", "appId": "dev.zoe", "version": "1.0.0", "payloadKeys": []}
EXPECTED = PayloadExpected("linux-x64", PRODUCT, "release", "45.0.0")
FACTS = {"format": 1, "executable": "zoe", "backend": "resources/backend/server"}


@pytest.mark.parametrize(
    "manifest",
    [
        [],
        "text",
        FACTS,
        {**FACTS, "files": None},
        {**FACTS, "files": ["zoe"]},
        {**FACTS, "files": [{"path": "zoe"}]},
        {**FACTS, "files": [{"size": 1}]},
        {"format": 1, "files": []},
    ],
    ids=json.dumps,
)
def test_a_manifest_of_another_shape_is_found(tmp_path, manifest):
    (tmp_path / "zoe").write_bytes(b"a program")
    resources = tmp_path / "resources"
    resources.mkdir()
    (resources / "payload.json").write_text(json.dumps(manifest), encoding="utf-8")
    (resources / "payload.sig").write_bytes(base64.b64encode(b"0" * 64))
    codes = {finding.code for finding in check_payload(tmp_path, EXPECTED, "zoe.deb")}
    assert {"payload-malformed", "payload-forged"} <= codes
