"""A model server written by others: npm @copilotkit/aimock, a real process on a real port."""

import json
import os
import re
import shutil
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
PROGRAM = ROOT / "node_modules" / ".bin" / "llmock"
FIXTURES = Path(__file__).parent / "fixtures" / "models.json"
MIN_NODE = 20


@dataclass(frozen=True)
class AimockServer:
    """A running aimock."""

    base_url: str

    def requests(self) -> list[dict[str, Any]]:
        """Return the bodies of all chat requests so far."""
        origin = self.base_url.removesuffix("/v1")
        with urllib.request.urlopen(f"{origin}/__aimock/journal", timeout=10) as answer:  # noqa: S310 - our own server
            entries = json.load(answer)
        found = entries if isinstance(entries, list) else entries["entries"]
        return [entry["body"] for entry in found if entry["path"].endswith("/chat/completions")]


def find_node() -> str:
    """Return a Node of version 20 or later: of the PATH, or the one that the set-up put under .nox."""
    of_setup = sorted((ROOT / ".nox" / "node").glob("**/bin/node")) + sorted(
        (ROOT / ".nox" / "node").glob("**/node.exe")
    )
    for candidate in (shutil.which("node"), *map(str, of_setup)):
        if candidate and _version(candidate) >= MIN_NODE:
            return candidate
    message = f"no Node {MIN_NODE} or later: run “python3 noxfile.py -s doctor -- --fix”"
    raise FileNotFoundError(message)


@contextmanager
def running_aimock(fixtures: Path, *arguments: str) -> Iterator[AimockServer]:
    """Have a server on a free port for the block."""
    command = [find_node(), str(PROGRAM), "--port", "0", "--fixtures", str(fixtures), *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        lines: list[str] = []
        listening = None
        while not listening and (line := process.stdout.readline()):
            lines.append(line)
            listening = re.search(r"listening on (http://\S+)", line)
        assert listening, "aimock did not start: " + "".join(lines)
        try:
            yield AimockServer(f"{listening[1]}/v1")
        finally:
            process.terminate()


@pytest.fixture(scope="session")
def aimock() -> Iterator[AimockServer]:
    """A server with the fixtures of ``fixtures/models.json``: 8 characters a chunk, 2 ms apart."""
    with running_aimock(FIXTURES, "--latency", "2", "--chunk-size", "8") as server:
        yield server


def _version(node: str) -> int:
    try:
        said = subprocess.run(
            [node, "--version"], capture_output=True, text=True, check=True, env=os.environ, timeout=20
        )
    except (OSError, subprocess.SubprocessError):
        return 0
    found = re.match(r"v(\d+)", said.stdout)
    return int(found[1]) if found else 0
