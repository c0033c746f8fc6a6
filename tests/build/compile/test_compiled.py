"""Compiled for real: a small program in two folders, and the product with a vendor's plug-in."""

import json
import os
import shutil
import subprocess

import pytest

from build.compile.build import compile_program
from build.compile.places import Places
from build.compile.reproduce import copy_inputs, differences
from build.compile.settings import OWN_PACKAGE
from build.paths import ROOT, WORK
from build.tools import elf
from tests.backend.client import Backend
from tests.build.compile.small import compile_in, small_checkout

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]
CACHE = WORK / "cache" / "nuitka"


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """The small program, compiled once."""
    return compile_in(small_checkout(tmp_path_factory.mktemp("one")), CACHE)


def run(program, *arguments):
    environ = {"PATH": os.environ["PATH"], "HOME": "/nonexistent"}
    return subprocess.run(
        [program, *arguments], cwd="/", env=environ, capture_output=True, encoding="utf-8", check=False, timeout=60
    )


def test_it_runs_from_anywhere_with_all_that_its_settings_name(small, tmp_path):
    moved = tmp_path / "Zoë 测试"
    shutil.copytree(small.folder, moved)
    result = run(moved / small.executable.name)
    assert result.stderr == ""
    assert json.loads(result.stdout) == {
        "prompt": "You are small.",
        "data": "one anvil: 7",
        "hidden": "colorsys",
        "vendor": 42,
        "json in C": True,
    }


def test_nothing_of_the_source_is_in_it(small):
    content = b"".join(path.read_bytes() for path in small.folder.rglob("*") if path.is_file())
    secrets = ["DOCSTRING-OF", "MESSAGE-OF", "You are small.", "never-ships-", "__main__.py", str(ROOT), str(WORK)]
    assert [secret for secret in secrets if secret.encode() in content] == []
    assert [path.name for path in small.folder.rglob("*.py*") if path.is_file()] == []


def test_a_traceback_names_modules_and_no_folders(small):
    stderr = run(small.executable, "--fail").stderr
    assert "ValueError: on purpose" in stderr
    assert f'File "<frozen {OWN_PACKAGE}.__main__>"' in stderr
    assert "/" not in stderr


def test_debug_information_is_gone(small):
    sections = {path: elf.sections(path) for path in small.folder.rglob("*") if path.is_file()}
    assert [path for path, names in sections.items() if ".debug_info" in names] == []
    assert small.report["slimmed"]["stripped_bytes"] > 1_000_000


def test_nothing_is_done_twice_and_a_change_is_seen(small):
    source = small.folder.parent.parent
    assert not compile_in(source, CACHE).fresh
    (small.folder / "tables" / "prices.txt").write_text("changed in the program", encoding="utf-8")
    again = compile_in(source, CACHE)
    assert again.fresh
    assert again.report["digest"] == small.report["digest"]
    assert again.report["cache"].get("miss", 0) <= 2, "ccache was not used"


def test_two_folders_and_an_empty_cache_give_the_same_bytes(small, tmp_path):
    elsewhere = small_checkout(tmp_path / "a folder with another, much longer name")
    # Nuitka's own notes on other people's modules may stay: what is compiled to C is compiled anew.
    shutil.copytree(CACHE / "module-cache", tmp_path / "cache" / "module-cache")
    second = compile_in(elsewhere, tmp_path / "cache")
    assert list(differences(small, second)) == []
    assert second.report["inputs"] == small.report["inputs"]


def test_what_differs_is_told_by_file_and_section(small, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(small.folder, other)
    program = other / small.executable.name
    content = program.read_bytes()
    assert b"on purpose" in content
    program.write_bytes(content.replace(b"on purpose", b"On purpose"))
    (other / "extra.txt").touch()
    changed = type(small)(other, program, {**small.report, "inputs": "others"}, fresh=True)
    told = list(differences(small, changed))
    assert told[0].startswith("the inputs: ")
    assert "extra.txt: only in the second build" in told
    (section,) = [line for line in told if line.startswith(small.executable.name)]
    assert f"from byte {content.index(b'on purpose')} on, in ." in section


PLUGIN = {
    "acme_probe/__init__.py": "",
    "acme_probe/definitions/probe.toml": """
id = "probe"
name = "Probe"
description = "Tells what it finds."
prompt = "probe"
tools = ["find_parts"]
""",
    "acme_probe/prompts/probe.md": "Use the tool.",
    "acme_probe/tools.py": """
import importlib

from backend.agents.tools.tool import Tool, ToolArguments
from backend.installation import package_folder


def find(arguments, context):
    table = (package_folder().parent / "tables" / "prices.txt").read_text(encoding="utf-8")
    return f"{table}; {importlib.import_module('colorsys').rgb_to_hsv(0, 0, 0)}"


TOOLS = (Tool("find_parts", "Finds the parts.", "It knows all.", ToolArguments, find),)
""",
    "prices.txt": "one anvil: 7",
}


def test_a_plugin_with_data_and_a_hidden_import_goes_in_by_naming_them(tmp_path):
    source = tmp_path / "checkout"
    copy_inputs(ROOT, source)
    for name, text in PLUGIN.items():
        path = source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    pyproject = source / "pyproject.toml"
    named = {
        "plugins = []": 'plugins = ["acme_probe"]',
        "data = []": 'data = ["prices.txt=tables/prices.txt"]',
        "modules = [": 'modules = ["colorsys", ',
    }
    text = pyproject.read_text(encoding="utf-8")
    for before, after in named.items():
        assert text.count(before) == 1
        text = text.replace(before, after)
    pyproject.write_text(text, encoding="utf-8")
    # As deep as the checkout's own: ccache compares paths that count from the working folder.
    result = compile_program(Places(source, source / "dist" / "backend", WORK / "compiling" / "test-plugin", CACHE))
    content = b"".join(path.read_bytes() for path in result.folder.rglob("*") if path.is_file())
    assert b"Use the tool." not in content
    with Backend(tmp_path / "data", command=[str(result.executable)], cwd=tmp_path) as backend:
        backend.ready()
        assert [agent["id"] for agent in backend.get("/agents")] == ["assistant", "probe"]
        with backend.socket() as socket:
            messages = socket.run("use find_parts {}", agent="probe")
        (found,) = [message for message in messages if message["type"] == "tool.result"]
        assert found["content"] == "one anvil: 7; (0.0, 0.0, 0)"
        assert backend.stop() == 0
