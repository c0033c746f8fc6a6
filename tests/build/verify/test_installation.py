import json
import os
import subprocess

import pytest

from build.errors import BuildError
from build.paths import ROOT
from build.unprivileged import as_user
from build.verify.installation import contents, installed


@pytest.fixture
def compiled(tmp_path):
    """What a compile leaves: an executable, a library in a folder, a link."""
    folder = tmp_path / "dist"
    (folder / "lib").mkdir(parents=True)
    name = json.loads((ROOT / "product.json").read_text(encoding="utf-8"))["backendExecutable"]
    (folder / name).write_text("#!/bin/sh\necho it runs\n")
    (folder / name).chmod(0o755)
    (folder / "lib" / "a.so").write_bytes(b"library")
    (folder / "link.so").symlink_to("lib/a.so")
    return folder


def test_the_program_runs_from_a_folder_that_nobody_can_write_to(compiled):
    with installed(compiled) as installation:
        assert "Zoë 测试" in str(installation.program)
        assert subprocess.check_output([installation.program]) == b"it runs\n"
        for place in (installation.folder / "new", installation.folder / "lib" / "a.so", installation.program):
            attempt = as_user(["sh", "-c", 'echo changed >> "$0"', place])
            assert subprocess.run(attempt, stderr=subprocess.DEVNULL, check=False).returncode != 0
        assert contents(installation.folder) == contents(compiled)
        assert list(installation.home.iterdir()) == []
    assert not installation.place.exists()


def test_what_was_compiled_stays_as_it_is(compiled):
    with installed(compiled):
        pass
    (compiled / "lib" / "b.so").write_bytes(b"still writable")
    assert os.access(compiled / "lib" / "a.so", os.W_OK)


def test_without_a_compiled_backend_the_remedy_is_told(tmp_path):
    with pytest.raises(BuildError) as caught, installed(tmp_path):
        pass
    assert caught.value.code == "nothing-to-verify"
    assert "nox -s compile" in caught.value.remedy
