"""``--self-check``: what the program says of its own installation."""

from collections.abc import Callable
from pathlib import Path

import pytest

from backend.protocol.process import SelfCheck
from tests.backend.client import Backend
from tests.backend.server.faults import plant
from tests.backend.targets import needs_source

PARTS = (
    "json",
    "bisect",
    "zstandard",
    "sqlite",
    "keyring",
    "providers",
    "modules",
    "engine",
    "tls",
    "time-zones",
    "multiprocessing",
    "assets",
    "own-code",
)


BACKEND = Path(__file__).parents[3] / "backend"
MODULES = sorted(
    ".".join(("backend", *path.relative_to(BACKEND).with_suffix("").parts)).removesuffix(".__init__")
    for path in BACKEND.rglob("*.py")
    if path.name != "__main__.py"
)
"""All of the source tree: a program cannot list its own."""


def check(start_backend: Callable[..., Backend], **more: object) -> tuple[Backend, dict[str, tuple[bool, str]]]:
    """Run the check; return the process that has ended, and how each part came out."""
    backend = start_backend(arguments=["--self-check", *MODULES], send_handshake=False, **more)
    backend.wait(60)
    said = SelfCheck.model_validate(backend.events[0])
    assert said.ok is all(part.ok for part in said.checks)
    return backend, {part.name: (part.ok, part.detail) for part in said.checks}


def test_every_part_of_the_installation_is_well(start_backend: Callable[..., Backend], tmp_path: Path) -> None:
    backend, parts = check(start_backend)
    assert {name: detail for name, (ok, detail) in parts.items() if not ok} == {}
    assert tuple(parts) == PARTS
    assert all(detail for _, detail in parts.values())
    assert backend.process.returncode == 0
    # A child process that took itself for a backend would have added a line of its own.
    assert len(backend.lines) == 1
    assert backend.stderr == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["backend.no_such_module", "os"])
def test_a_module_that_is_not_of_this_program_is_told(start_backend: Callable[..., Backend], name: str) -> None:
    backend = start_backend(arguments=["--self-check", name], send_handshake=False)
    assert backend.wait(60) == 70
    (wrong,) = [part for part in backend.events[0]["checks"] if not part["ok"]]
    assert wrong["name"] == "modules"
    assert name in wrong["detail"]


@needs_source
@pytest.mark.parametrize(
    ("module", "code", "part"),
    [
        ("zstandard", "raise ImportError('no zstandard')", "zstandard"),
        ("secretstorage", "raise ImportError('no secretstorage')", "keyring"),
        ("autogen_core", "raise RuntimeError('no engine')", "engine"),
        ("uvicorn", "raise ImportError('no server')", "modules"),
        ("_json", "raise ImportError('no C code')", "json"),
        ("_bisect", "raise ImportError('no C code')", "bisect"),
        ("sitecustomize", "import os; os.environ['SSL_CERT_FILE'] = os.devnull", "tls"),
        ("sitecustomize", "import sys\nif '--multiprocessing-fork' in sys.argv: sys.exit(1)", "multiprocessing"),
        ("sitecustomize", "import zoneinfo; zoneinfo.reset_tzpath(['/none'])", "time-zones"),
    ],
)
def test_a_part_that_is_missing_is_named_and_the_others_are_told(
    start_backend: Callable[..., Backend], tmp_path: Path, module: str, code: str, part: str
) -> None:
    backend, parts = check(start_backend, env=plant(tmp_path / "faults", **{module: code}))
    ok, detail = parts[part]
    assert not ok
    assert detail
    assert tuple(parts) == PARTS
    assert sum(ok for ok, _ in parts.values()) >= len(PARTS) - 2
    assert backend.process.returncode == 70
    assert [event["event"] for event in backend.events] == ["self-check", "fatal"]
    assert backend.events[-1]["code"] == "installation-broken"
