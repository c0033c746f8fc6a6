import subprocess
import sys

import pytest

from build import unprivileged
from build.errors import BuildError
from build.unprivileged import as_user

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux: elsewhere nobody is another user")


def output(command):
    return subprocess.run(as_user(command), check=True, capture_output=True, encoding="utf-8").stdout


def test_the_program_is_not_root_and_holds_no_privilege():
    assert output(["id", "--user"]).strip() != "0"
    status = dict(line.split(":\t", 1) for line in output(["cat", "/proc/self/status"]).splitlines() if ":\t" in line)
    assert int(status["CapEff"], 16) == 0


def test_it_can_read_and_write_what_is_ours(tmp_path):
    tmp_path.chmod(0o700)
    (tmp_path / "secret").write_text("ours")
    (tmp_path / "secret").chmod(0o600)
    assert output(["cat", tmp_path / "secret"]) == "ours"
    output(["touch", tmp_path / "new"])
    assert (tmp_path / "new").exists()


def test_it_can_make_the_namespaces_of_chromiums_sandbox():
    assert output(["unshare", "--user", "--map-root-user", "id", "--user"]).strip() == "0"


def test_a_kernel_without_user_namespaces_is_named_with_a_remedy(monkeypatch):
    monkeypatch.setattr(unprivileged, "is_root", lambda: True)
    monkeypatch.setattr(unprivileged, "NAMESPACE", ("false",))
    with pytest.raises(BuildError) as caught:
        as_user(["true"])
    assert caught.value.code == "no-user-namespaces"
    assert "max_user_namespaces" in caught.value.remedy
