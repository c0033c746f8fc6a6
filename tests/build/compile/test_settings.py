import pytest

from build.compile.settings import DataFile, parse_settings, read_settings
from build.errors import BuildError
from build.paths import PYPROJECT


def refusal(**table):
    with pytest.raises(BuildError) as raised:
        parse_settings(table)
    assert raised.value.code == "compile-settings"
    assert "pyproject.toml" in raised.value.remedy
    return raised.value.message


def test_the_checkouts_own_settings_are_in_order():
    settings = read_settings(PYPROJECT)
    assert settings.own[0] == "backend"
    assert {"_json", "_bisect"} <= set(settings.modules)


def test_what_is_left_out_is_empty():
    settings = parse_settings({})
    assert (settings.own, settings.data, settings.exclude) == (("backend",), (), ())


def test_packages_are_compiled_once_each_in_the_order_of_their_naming():
    settings = parse_settings({"plugins": ["acme_agents"], "packages": ["acme_core", "acme_agents"]})
    assert settings.own == ("backend", "acme_agents", "acme_core")


def test_data_has_a_source_and_a_place():
    settings = parse_settings({"data": ["tables/prices.txt=data/prices.txt"]})
    assert settings.data == (DataFile("tables/prices.txt", "data/prices.txt"),)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"plugin": []}, "does not know plugin; it knows plugins, packages"),
        ({"plugins": "acme"}, "plugins must be a list of texts"),
        ({"modules": [1]}, "modules must be a list of texts"),
        ({"exclude": [""]}, "exclude must be a list of texts"),
        ({"exclude": ["unittest", "unittest"]}, "has unittest twice"),
        ({"plugins": ["acme.agents"]}, "'acme.agents' in plugins is not an importable package"),
        ({"packages": ["acme-core"]}, "'acme-core' in packages"),
        ({"packages": ["backend"]}, "backend is compiled anyway"),
        ({"modules": ["keyring.*.x"]}, "'keyring.*.x' in modules"),
        ({"exclude": ["*"]}, "'*' in exclude"),
        ({"metadata": ["-x"]}, "'-x' in metadata"),
        ({"data": ["prices.txt"]}, "'prices.txt' in data"),
        ({"data": ["../secret=data"]}, "'../secret=data' in data"),
        ({"data": ["prices.txt=/etc/passwd"]}, "in data"),
        ({"stand_ins": ["numpy"]}, "no stand-in for numpy; there are PIL"),
    ],
)
def test_a_mistake_is_named(table, said):
    assert said in refusal(**table)


def test_a_file_that_is_no_toml_is_told(tmp_path):
    path = tmp_path / "pyproject.toml"
    path.write_text("[tool", encoding="utf-8")
    with pytest.raises(BuildError, match="cannot be read"):
        read_settings(path)
