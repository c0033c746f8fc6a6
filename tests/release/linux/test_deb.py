"""The Debian package on a real Debian: installed, used by somebody without privileges, removed without a trace."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.release.artifacts import COMMAND_S
from tests.release.linux.user import User

PLACES = ("/etc", "/opt", "/usr/bin", "/usr/share/applications", "/usr/share/icons", "/var/lib/dpkg/info")
ENVIRON = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}


def run(*command: str | Path) -> str:
    done = subprocess.run(
        [str(part) for part in command], env=ENVIRON, capture_output=True, text=True, timeout=COMMAND_S, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def traces(product: dict[str, Any]) -> list[str]:
    """What a name of the product is in, wherever packages put files."""
    found = [
        path for place in PLACES for path in Path(place).rglob("*") if not path.is_symlink() or place == "/usr/bin"
    ]
    return [str(path) for path in found if path.name.startswith((product["id"], product["name"]))]


@pytest.fixture
def installed(stem: Path, product: dict[str, Any]) -> Iterator[Path]:
    run("apt-get", "install", "--yes", "--no-install-recommends", "--reinstall", f"{stem}.deb")
    yield Path("/opt", product["name"])
    subprocess.run(["dpkg", "--purge", product["id"]], env=ENVIRON, capture_output=True, check=False)


def test_the_agent_answers_whoever_starts_it_and_its_sandbox_is_on(installed: Path, product, user: User):
    user.gets_an_answer_from([f"/usr/bin/{product['id']}"])
    assert not (installed / "chrome-sandbox").stat().st_mode & 0o4000


def test_dpkg_finds_every_file_as_it_was_packed(installed: Path, product):
    del installed
    assert run("dpkg", "--verify", product["id"]) == ""


def test_a_link_with_the_products_scheme_leads_to_the_app(installed: Path, product):
    del installed
    entry = Path("/usr/share/applications", f"{product['id']}.desktop")
    run("desktop-file-validate", entry)
    lines = entry.read_text(encoding="utf-8").splitlines()
    assert f"MimeType=x-scheme-handler/{product['scheme']};" in lines
    assert f"Exec=/opt/{product['name']}/{product['id']} %U" in lines
    cache = Path("/usr/share/applications/mimeinfo.cache").read_text(encoding="utf-8")
    assert f"x-scheme-handler/{product['scheme']}={product['id']}.desktop;" in cache


def test_removed_and_purged_it_leaves_nothing_but_what_is_the_users(installed: Path, product, user: User):
    with user.started([installed / product["id"]]):
        pass
    run("apt-get", "remove", "--yes", product["id"])
    assert not installed.exists()
    run("apt-get", "purge", "--yes", product["id"])
    assert traces(product) == []
    assert (user.profile / "data").is_dir()


@pytest.fixture
def apparmor(tmp_path: Path) -> Iterator[Path]:
    """A stand-in for AppArmor's parser, which takes every profile; where the kernel has no AppArmor it loads none."""
    program, folder = Path("/usr/local/sbin/apparmor_parser"), Path("/etc/apparmor.d")
    assert not program.exists()
    made = not folder.exists()
    folder.mkdir(exist_ok=True)
    program.parent.mkdir(parents=True, exist_ok=True)
    program.write_text(f'#!/bin/sh\necho "$@" >>{tmp_path}/calls\n', encoding="utf-8")
    program.chmod(0o755)
    yield tmp_path / "calls"
    program.unlink()
    if made:
        folder.rmdir()


def test_its_apparmor_profile_comes_and_goes_with_it(apparmor: Path, installed: Path, stem: Path, product):
    profile = Path("/etc/apparmor.d", product["id"])
    # dpkg itself: apt gives the scripts of packages no folder that the stand-in may lie in.
    run("dpkg", "--install", f"{stem}.deb")
    assert profile.read_bytes() == (installed / "resources" / "apparmor-profile").read_bytes()
    assert profile.stat().st_mode & 0o777 == 0o644
    assert "--skip-kernel-load" in apparmor.read_text(encoding="utf-8")
    run("dpkg", "--remove", product["id"])
    assert not profile.exists()
