from pathlib import Path

import pytest

from build.compile import plan
from build.compile.build import executable_name
from build.compile.settings import parse_settings
from build.errors import BuildError

SETTINGS = parse_settings(
    {
        "plugins": ["acme_agents"],
        "compiled": ["autogen_core"],
        "modules": ["_json", "keyring.backends.*"],
        "metadata": ["keyring"],
        "exclude": ["unittest"],
    }
)


def options(system="linux"):
    return plan.options(SETTINGS, "acme", system, Path("report.xml"), 2)


def test_everything_that_the_settings_name_is_an_option():
    assert {
        "--include-package=backend",
        "--include-package=acme_agents",
        "--include-module=_json",
        "--include-package=keyring.backends",
        "--include-module=autogen_core",
        "--include-distribution-metadata=keyring",
        "--nofollow-import-to=unittest",
        "--nofollow-import-to=nuitka",
    } <= set(options())


def test_what_would_betray_the_source_is_off():
    (flags,) = [option for option in options() if option.startswith("--python-flag=")]
    assert {"no_docstrings", "no_asserts", "isolated"} <= set(flags.partition("=")[2].split(","))
    assert "--file-reference-choice=frozen" in options()


def test_windows_gets_a_suffix_and_no_console():
    assert "--output-filename=acme.exe" in options("win32")
    assert "--windows-console-mode=disable" in options("win32")
    assert "--output-filename=acme" in options("darwin")


def test_the_cache_is_where_the_environment_says():
    assert plan.cache_folder({}, Path("/default")) == Path("/default")
    assert plan.cache_folder({"NUITKA_CACHE_DIR": "/ci/cache"}, Path("/default")) == Path("/ci/cache")


@pytest.mark.parametrize("name", ["backend", "Backend", "assets.pack"])
def test_an_executable_in_the_place_of_another_part_is_refused(name):
    with pytest.raises(BuildError, match="Give backendExecutable"):
        executable_name({"backendExecutable": name})
