"""`pip install -e .` in any virtual environment gives all that `python -m backend` needs."""

import json
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

from build.paths import ROOT
from build.platforms import this_system, venv_executable

BASE_PYTHON = Path(sys.base_prefix, "bin", "python3")


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_fresh_environment_starts_the_backend(tmp_path):
    env = tmp_path / "Zoë 测试"
    subprocess.run([BASE_PYTHON, "-m", "venv", env], check=True, capture_output=True)
    python = venv_executable(env, "python", this_system())
    install = subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-e", ROOT],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert install.returncode == 0, install.stderr
    handshake = {
        "protocol": 1,
        "token": secrets.token_urlsafe(32),
        "origins": ["app://bundle"],
        "data_dir": str(tmp_path / "data"),
        "log_dir": str(tmp_path / "logs"),
    }
    with subprocess.Popen(
        [python, "-m", "backend"],
        cwd=tmp_path,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as backend:
        assert backend.stdin
        assert backend.stdout
        backend.stdin.write(json.dumps(handshake) + "\n")
        backend.stdin.flush()
        events = [json.loads(backend.stdout.readline())["event"], json.loads(backend.stdout.readline())["event"]]
        _, complaints = backend.communicate(timeout=30)
    assert events == ["listening", "ready"], complaints
    assert backend.returncode == 0, complaints
