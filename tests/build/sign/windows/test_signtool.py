"""signtool as we ask it; it and PowerShell are STAND-INS, which prove what we ask for and nothing about Windows."""

import os
import sys
from pathlib import Path

import pytest

from build.errors import ToolFailedError
from build.sign.identity import Identity
from build.sign.plan import Entry
from build.sign.windows.identity import Pkcs12, WindowsIdentity
from build.sign.windows.signtool import WAITS, Signtool, signtool
from tests.build.sign.windows.examples import NOW

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs Linux or macOS: the stand-ins are scripts")

POWERSHELL = """#!/bin/sh
for command; do :; done
case "$command" in
  Test-Path*) echo {there} ;;
  Remove-Item*) echo removed >>'{notes}' ;;
  *) read -r password; echo "imported with $password" >>'{notes}' ;;
esac
"""

SIGNTOOL = """#!/bin/sh
echo x >>'{notes}'
[ "$(wc -l <'{notes}')" -gt {failures} ] && exit 0
echo 'SignTool Error: {words}' >&2
exit 1
"""

UNREACHABLE = "The specified timestamp server either could not be reached or returned an invalid response."
NO_KEY = "No certificates were found that met all the given criteria."


@pytest.fixture
def tool(tmp_path, monkeypatch):
    """Put a stand-in on PATH; what it notes is in the file that comes back."""

    def put(name, text, **words):
        notes = tmp_path / f"{name}.notes"
        program = tmp_path / name
        program.write_text(text.format(notes=notes, **words), encoding="utf-8")
        program.chmod(0o755)
        return notes

    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    return put


def lines(notes):
    return notes.read_text(encoding="utf-8").splitlines() if notes.exists() else []


@pytest.mark.parametrize(
    ("there", "done"), [("False", ["imported with sesame", "removed"]), ("True", ["imported with sesame"])]
)
def test_a_certificate_stays_in_the_store_only_where_it_was_before(tool, there, done):
    tool("signtool", "#!/bin/sh\n")
    notes = tool("powershell.exe", POWERSHELL, there=there)
    key = Pkcs12(Path("own.p12"), "sesame", "00" * 20)
    identity = WindowsIdentity(Identity("release", "CN=Zoë Ltd", NOW), key, "http://time.example")
    with signtool(identity, Path(), "Zoë", "https://product.example"):
        assert lines(notes) == ["imported with sesame"]
    assert lines(notes) == done


def signing(tmp_path, waits):
    one = Signtool(tmp_path / "signtool", (), "http://time.example", "Zoë", "https://product.example", waits.append)
    one.sign(Entry(tmp_path / "program.exe", "app"))


def test_a_time_server_that_fails_is_asked_again(tool, tmp_path):
    notes = tool("signtool", SIGNTOOL, failures=2, words=UNREACHABLE)
    waits: list[float] = []
    signing(tmp_path, waits)
    assert (len(lines(notes)), waits) == (3, list(WAITS[:2]))


def test_one_that_never_answers_is_given_up(tool, tmp_path):
    notes = tool("signtool", SIGNTOOL, failures=99, words=UNREACHABLE)
    waits: list[float] = []
    with pytest.raises(ToolFailedError) as failed:
        signing(tmp_path, waits)
    assert "timestamp server" in failed.value.output
    assert (len(lines(notes)), waits) == (len(WAITS) + 1, list(WAITS))


def test_what_no_second_attempt_mends_is_not_tried_again(tool, tmp_path):
    notes = tool("signtool", SIGNTOOL, failures=99, words=NO_KEY)
    waits: list[float] = []
    with pytest.raises(ToolFailedError):
        signing(tmp_path, waits)
    assert (len(lines(notes)), waits) == (1, [])
