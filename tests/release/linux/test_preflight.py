"""The preflight of the finished artifacts; that it finds faults is proved on small ones, in tests/build/preflight."""

from dataclasses import replace
from pathlib import Path

import pytest

from build.electron.pinned import pinned_version
from build.preflight.fuses import expected_fuses
from build.preflight.linux_packages import LinuxExpected, check_linux
from build.preflight.payload import PayloadExpected


@pytest.fixture
def expected(product) -> LinuxExpected:
    return LinuxExpected(PayloadExpected("linux-x64", product, "test", pinned_version()), expected_fuses())


@pytest.mark.parametrize("kind", ["AppImage", "deb", "rpm", "tar.gz"])
def test_nothing_is_wrong_with_what_was_made(stem: Path, kind: str, expected: LinuxExpected):
    assert check_linux(Path(f"{stem}.{kind}"), expected) == []


def test_a_release_is_not_made_of_a_test_runtime_under_a_throw_away_key(stem: Path, expected: LinuxExpected):
    release = replace(expected, payload=replace(expected.payload, identity="release"))
    codes = {finding.code for finding in check_linux(Path(f"{stem}.tar.gz"), release)}
    assert {"payload-forged", "payload-identity"} <= codes
