"""apt's decisions, against programs that stand in for apt-get and apt-cache on PATH (nothing is installed)."""

import os

import pytest

from build.errors import ToolFailedError
from build.tools import apt

APT_CACHE = """#!/bin/sh
grep -qx "$2" "{state}/known" && printf '%s:\\n  Candidate: 1.0\\n' "$2" || printf '%s:\\n  Candidate: (none)\\n' "$2"
"""
APT_GET = """#!/bin/sh
for word; do case $word in update|install) action=$word;; esac; last=$word; done
echo "$action ${{last#update}}" >> "{state}/calls"
if [ $action = update ]; then cp "{state}/published" "{state}/known"; rm -f "{state}/outdated"; exit 0; fi
[ -e "{state}/outdated" ] && echo 'E: 404 Not Found' && exit 100
grep -qx "$last" "{state}/known" || {{ echo "E: Unable to locate package $last"; exit 100; }}
"""


@pytest.fixture
def state(tmp_path, monkeypatch):
    programs = tmp_path / "bin"
    programs.mkdir()
    for name, text in (("apt-cache", APT_CACHE), ("apt-get", APT_GET)):
        (programs / name).write_text(text.format(state=tmp_path))
        (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    (tmp_path / "known").write_text("")
    (tmp_path / "published").write_text("xvfb\n")
    return tmp_path


def calls(state):
    return [line.strip() for line in (state / "calls").read_text().splitlines()]


def test_a_machine_without_lists_gets_them_first(state):
    apt.install(["xvfb"])
    assert calls(state) == ["update", "install xvfb"]


def test_lists_that_know_the_package_are_used_as_they_are(state):
    (state / "known").write_text("xvfb\n")
    apt.install(["xvfb"])
    assert calls(state) == ["install xvfb"]


def test_lists_that_are_out_of_date_are_refreshed_and_it_is_tried_again(state):
    (state / "known").write_text("xvfb\n")
    (state / "outdated").touch()
    apt.install(["xvfb"])
    assert calls(state) == ["install xvfb", "update", "install xvfb"]


def test_a_library_that_this_release_renamed_is_found(state):
    (state / "published").write_text("libasound2\nlibasound2t64\n")
    apt.install(["libasound2"])
    assert calls(state)[-1] == "install libasound2t64"


def test_what_apt_says_is_passed_on(state):
    with pytest.raises(ToolFailedError) as caught:
        apt.install(["no-such-package"])
    assert caught.value.code == "apt-failed"
    assert "Unable to locate package no-such-package" in caught.value.output
    assert "apt-get install no-such-package" in caught.value.remedy
