"""The commands of docs/releasing.md: keys are made, and a feed is verified by somebody who has none of our tools."""

import base64
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)

from build.paths import ROOT
from build.platforms import this_system

FEEDS = ROOT / "tests" / "fixtures" / "feeds"
PAGE = (ROOT / "docs" / "releasing.md").read_text(encoding="utf-8")
[VERIFY] = re.findall(r"```sh\n(FEED=.*?)```", PAGE, re.DOTALL)


@pytest.mark.slow
def test_keys_are_made_at_home_and_their_public_halves_printed(tmp_path: Path) -> None:
    command = [sys.executable, "noxfile.py", "-s", "keys"]
    environ = {
        **os.environ,
        "HOME": str(tmp_path),
        "USERPROFILE": str(tmp_path),
        "NO_COLOR": "1",
    }
    made = subprocess.run(
        command,
        cwd=ROOT,
        env=environ,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=100,
    )
    assert made.returncode == 0, made.stderr
    files = {file.stem: file for file in tmp_path.glob(".*-keys/*.pem")}
    assert files.keys() == {"payload", "feed", "feed-next"}
    if this_system() != "win32":
        assert [file for file in files.values() if file.stat().st_mode & 0o077] == []
    printed = re.findall(r"^    (MCow\S+)$", made.stdout, re.MULTILINE)
    assert sorted(printed) == sorted(public_half(file) for file in files.values())
    assert "PRIVATE" not in made.stdout + made.stderr


def test_every_refusal_that_is_explained_can_be_met() -> None:
    [table] = re.findall(r"^## What a refusal means\n(.*?)^## ", PAGE, re.DOTALL | re.MULTILINE)
    explained = {
        code for row in re.findall(r"^\| (.*?) \|", table, re.MULTILINE) for code in re.findall(r"`(.+?)`", row)
    }
    source = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "build").rglob("*.py"))
    assert len(explained) > 60
    assert sorted(code for code in explained if f'"{code}"' not in source) == []


@pytest.mark.skipif(this_system() != "linux", reason="needs Linux: macOS brings an OpenSSL of its own")
@pytest.mark.parametrize(("case", "is_good"), [("good", True), ("tampered-sha512", False)])
def test_a_feed_can_be_verified_with_openssl_alone(tmp_path: Path, case: str, is_good: bool) -> None:
    cases = json.loads((FEEDS / "cases.json").read_text(encoding="utf-8"))["cases"]
    known = next(one for one in cases if one["name"] == case)
    shutil.copy(FEEDS / known["file"], tmp_path / "latest-linux.yml")
    shutil.copy(FEEDS / known["signature"], tmp_path / "latest-linux.yml.sig")
    said = [verified(tmp_path, key) for key in known["keys"]]
    assert any("Verified Successfully" in one for one in said) is is_good, said


def public_half(file: Path) -> str:
    public = load_pem_private_key(file.read_bytes(), None).public_key()
    return base64.b64encode(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()


def verified(folder: Path, key: str) -> str:
    environ = {**os.environ, "FEED_PUBLIC_KEY": key}
    result = subprocess.run(
        ["sh", "-c", VERIFY],
        cwd=folder,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode == 0) is ("Verified Successfully" in result.stdout)
    return result.stdout + result.stderr
