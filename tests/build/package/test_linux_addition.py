import json

import pytest

from build.package.linux.addition import COMPRESSORS
from build.paths import NODE_MODULES

DEFINITIONS = {"deb": "DebOptions", "rpm": "RpmOptions"}


@pytest.mark.parametrize("compression", ["fast", "small"])
def test_electron_builder_knows_every_compressor(compression):
    schema = json.loads((NODE_MODULES / "app-builder-lib" / "scheme.json").read_text(encoding="utf-8"))
    for kind, compressor in COMPRESSORS[compression].items():
        known, _ = schema["definitions"][DEFINITIONS[kind]]["properties"]["compression"]["anyOf"]
        assert compressor in known["enum"]
