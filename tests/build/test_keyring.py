import os
import select
import subprocess
import sys
from pathlib import Path

import pytest

from build.paths import ROOT
from build.tools import keyring
from build.unprivileged import as_user

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux: a private D-Bus session has a keychain")

STORE_AND_READ = """
import keyring
keyring.set_password("tooling-test", "user", "Zoë 测试")
print(type(keyring.get_keyring()).__module__)
print(keyring.get_password("tooling-test", "user"))
"""


def processes_with_home(home):
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if f"HOME={home}".encode() in (folder / "environ").read_bytes().split(b"\0"):
                found.append(int(folder.name))
        except OSError:
            continue
    return found


def ends(pid, seconds):
    """Whether a process that is not our child ends by itself within that time."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    with os.fdopen(descriptor) as file:
        return bool(select.select([file], [], [], seconds)[0])


def test_the_tests_have_a_real_keychain_of_their_own_that_ends_with_them():
    with keyring.private_home() as variables:
        result = subprocess.run(
            as_user(keyring.in_session([sys.executable, "-c", STORE_AND_READ])),
            cwd=ROOT,
            env={**os.environ, **variables},
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
        assert result.stdout.splitlines() == ["keyring.backends.SecretService", "Zoë 测试"], result.stderr
        assert list(Path(variables["HOME"]).rglob("*.keyring"))
        # The daemon ends when it hears that its session is gone, which is a moment after the session has ended.
        assert all(ends(pid, seconds=60) for pid in processes_with_home(variables["HOME"]))
    assert not Path(variables["HOME"]).exists()
