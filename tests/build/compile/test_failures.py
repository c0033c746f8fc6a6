import sys
from pathlib import Path

import pytest

from build.compile import build
from build.errors import BuildError, ToolMissingError, describe
from build.progress import step
from build.tools.nuitka import Job, compile_package, failure


def job(tmp_path, python):
    package = tmp_path / "stage" / "backend"
    package.mkdir(parents=True)
    return Job(python, ("--mode=standalone",), package, tmp_path, tmp_path / "log", {})


def test_a_failure_shows_the_end_of_what_nuitka_said(tmp_path):
    package = tmp_path / "stage" / "nuitka"
    package.mkdir(parents=True)
    (package / "__main__.py").write_text("import sys\nprint('FATAL: cannot compile this')\nsys.exit(3)\n")
    with step("x") as current, pytest.raises(BuildError) as raised:
        compile_package(job(tmp_path, Path(sys.executable)), current, lambda: "working")
    assert raised.value.code == "nuitka-failed"
    assert "FATAL: cannot compile this" in describe(raised.value)
    assert "exit code 3" in raised.value.message


def test_an_interpreter_that_is_gone_is_told(tmp_path):
    with step("x") as current, pytest.raises(ToolMissingError):
        compile_package(job(tmp_path, tmp_path / "nothing"), current, lambda: "working")


@pytest.mark.parametrize(
    ("log", "code"),
    [
        ("as: /tmp/x.o: No space left on device", "disk-full"),
        ("[Errno 28] No space left on device: 'x'", "disk-full"),
        ("FATAL: Error, cannot locate suitable C compiler. Cannot locate suitable C compiler.", "compiler-missing"),
        ("SyntaxError", "nuitka-failed"),
    ],
)
def test_the_known_reasons_have_remedies_of_their_own(log, code):
    error = failure(log, 1)
    assert error.code == code
    assert error.remedy


def test_a_disk_that_is_nearly_full_is_refused_before_anything_is_done(monkeypatch, tmp_path):
    monkeypatch.setattr(build, "LEAST_FREE_BYTES", 1 << 60)
    with pytest.raises(BuildError) as raised:
        build._refuse_full_disk(tmp_path / "work")
    assert raised.value.code == "disk-full"
    assert "Make room" in raised.value.remedy


def test_a_program_that_does_not_start_is_not_kept(tmp_path):
    program = tmp_path / "program"
    program.write_text("#!/bin/sh\necho broken >&2\nexit 70\n")
    program.chmod(0o755)
    with pytest.raises(BuildError) as raised:
        build._try_out(program, {"id": "acme", "version": "1"})
    assert raised.value.code == "compiled-broken"
