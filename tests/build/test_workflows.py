"""The GitHub workflows are read by the tools that find holes and mistakes in them: nothing else tries them out here."""

import base64
import json
import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from build.environment import release_env
from build.environment.node_runtime import prepare_node
from build.paths import ROOT
from build.platforms import TARGETS, this_system, venv_executable

CI = ROOT / ".github" / "workflows" / "ci.yml"
RELEASE = ROOT / ".github" / "workflows" / "release.yml"
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))

YOUNGER_THAN_ACTIONLINT = re.compile(
    r'label "(ubuntu-24\.04|windows-2025|macos-15|macos-15-intel)" is unknown'
    r'|unknown permission scope "attestations"'
    r'|undefined variable "vars"'
)
"""What GitHub has had since the WebAssembly of actionlint was made: these words alone it may not know."""


def zizmor(folder: Path) -> list[dict[str, object]]:
    program = venv_executable(release_env.ENV, "zizmor", this_system())
    command = [str(program), "--offline", "--no-progress", "--persona", "pedantic", "--format", "json", str(folder)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    return json.loads(result.stdout)  # type: ignore[no-any-return]


def actionlint(*files: Path) -> list[str]:
    command = [prepare_node().node, ROOT / "build" / "tools" / "actionlint.mjs", *files]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    found = [f"{Path(one['file']).name}:{one['line']}: {one['message']}" for one in json.loads(result.stdout)]
    return [message for message in found if not YOUNGER_THAN_ACTIONLINT.search(message)]


def test_zizmor_finds_nothing() -> None:
    assert len(WORKFLOWS) >= 2
    assert zizmor(ROOT / ".github") == []


def test_actionlint_finds_nothing() -> None:
    assert actionlint(*WORKFLOWS) == []


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda file: file.name)
def test_every_machine_that_the_product_ships_for_has_its_run(workflow: Path) -> None:
    assert sorted(re.findall(r"target: ([a-z0-9-]+), runner:", workflow.read_text(encoding="utf-8"))) == sorted(TARGETS)


def test_both_would_say_so(tmp_path: Path) -> None:
    folder = tmp_path / ".github" / "workflows"
    shutil.copytree(ROOT / ".github" / "workflows", folder)
    workflow = folder / "ci.yml"
    text = workflow.read_text(encoding="utf-8")
    pinned = re.search(r"actions/checkout@[0-9a-f]{40}", text)
    assert pinned is not None
    workflow.write_text(
        text.replace(pinned[0], "actions/checkout@v4").replace("runner.os", "runner.oss"), encoding="utf-8"
    )
    assert "unpinned-uses" in {finding["ident"] for finding in zizmor(tmp_path / ".github")}
    assert any("oss" in message for message in actionlint(workflow))


def test_a_release_is_checked_out_by_its_tag_alone() -> None:
    """It fetches the tag that was pushed; told to fetch tags beside it, it fails (actions/checkout#1467)."""
    text = RELEASE.read_text(encoding="utf-8")
    assert "    tags: ['v*']" in text
    assert text.count("actions/checkout@") == 2
    assert not re.search(r"^ *(fetch-tags|ref):", text, re.MULTILINE)


def test_no_test_of_linux_is_skipped_for_want_of_root() -> None:
    text = CI.read_text(encoding="utf-8")
    runs = re.findall(r"if: runner\.os (..) 'Linux'\n +run: (.*noxfile\.py -s tests.*)", text)
    assert [(sign, run.startswith("sudo ")) for sign, run in runs] == [("==", True), ("!=", False)]
    assert text.count("noxfile.py -s tests") == 2


def test_npm_keeps_what_it_fetched_where_it_is_cached_on_every_system() -> None:
    text = CI.read_text(encoding="utf-8")
    (folder,) = re.findall(r"npm_config_cache: \$\{\{ github\.workspace \}\}/(\S+)", text)
    assert f"            {folder}\n" in text


SECRET = re.compile(r"^ +([A-Z][A-Z0-9_]*): \$\{\{ secrets\.", re.MULTILINE)
BY_THE_SHELL_ITSELF = re.compile(r"(if )?\[ |printf ")
"""How a line begins of which no other program sees the arguments."""


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda file: file.name)
def test_no_secret_is_an_argument_of_a_program(workflow: Path) -> None:
    text = workflow.read_text(encoding="utf-8")
    for secret in SECRET.findall(text):
        for line in re.findall(rf"^ *(.*\$\{{?{secret}\b.*)$", text, re.MULTILINE):
            assert BY_THE_SHELL_ITSELF.match(line), line


def test_provenance_is_of_what_was_published() -> None:
    text = RELEASE.read_text(encoding="utf-8")
    order = ["noxfile.py -s feed", "noxfile.py -s publish", "actions/attest-build-provenance@"]
    places = [text.index(step) for step in order]
    assert places == sorted(places)
    assert [text.count(step) for step in order] == [1, 1, 1]


def script_of(step: str) -> str:
    """What a step of the release's workflow runs."""
    text = RELEASE.read_text(encoding="utf-8")
    found = re.search(rf"- name: {step}\n(?:(?!      - name).*\n)*?        run: \|\n((?:          .*\n)+)", text)
    assert found is not None
    return textwrap.dedent(found[1])


def openssl(*arguments: str | Path, given: bytes = b"") -> bytes:
    return subprocess.run(["/usr/bin/openssl", *arguments], input=given, capture_output=True, check=True).stdout


def stored_certificate(folder: Path, password: str) -> bytes:
    """A PKCS #12 file with a certificate and its key."""
    key, certificate, stored = (folder / name for name in ("key.pem", "certificate.pem", "stored.p12"))
    openssl(
        "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=Somebody", "-keyout", key, "-out", certificate
    )
    openssl("pkcs12", "-export", "-inkey", key, "-in", certificate, "-passout", f"pass:{password}", "-out", stored)
    return stored.read_bytes()


@pytest.mark.skipif(sys.platform == "win32", reason="needs Linux or macOS: the stand-in is a script")
def test_the_apple_certificate_reaches_the_keychain_under_another_password(tmp_path: Path) -> None:
    """A stand-in takes the place of `security`; it keeps the file that it is given, and how it was called."""
    stored = stored_certificate(tmp_path, "of the repository")
    tools = tmp_path / "tools"
    tools.mkdir()
    stand_in = f'#!/bin/sh\necho "$*" >>"{tmp_path}/calls"\n[ "$1" != import ] || cp "$2" "{tmp_path}/imported.p12"\n'
    (tools / "security").write_text(stand_in)
    (tools / "security").chmod(0o755)
    environ = {
        **os.environ,
        "PATH": f"{tools}:{os.environ['PATH']}",
        "RUNNER_TEMP": str(tmp_path),
        "TMPDIR": str(tools),
        "CERTIFICATE": base64.b64encode(stored).decode(),
        "CERTIFICATE_PASSWORD": "of the repository",
    }
    script = script_of("Put the Apple certificate into a keychain of this run")
    subprocess.run(["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script], env=environ, check=True)
    calls = (tmp_path / "calls").read_text()
    once = re.search(r"^import .* -P (\S+)", calls, re.MULTILINE)
    assert once is not None
    assert "of the repository" not in calls
    pem = openssl("pkcs12", "-in", tmp_path / "imported.p12", "-passin", f"pass:{once[1]}", "-nodes")
    assert (tmp_path / "key.pem").read_bytes() in pem
    assert (tmp_path / "certificate.pem").read_bytes() in pem
    assert [file.name for file in tools.iterdir()] == ["security"]
