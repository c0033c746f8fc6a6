"""A stranger's machine: whatever is around the program, it is the same program."""

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.backend.client import Backend, backend_command
from tests.backend.targets import needs_program

TRAP = """
import os
with open({marker!r}, "a") as marker:
    marker.write(__name__ + "\\n")
raise RuntimeError("a module that was planted has been imported")
"""
PLANTED = (
    "backend", "encodings", "fastapi", "json", "keyring", "psutil", "pydantic", "site", "sitecustomize", "socket",
    "sqlite3", "ssl", "usercustomize", "zstandard",
)  # fmt: skip


def converse(backend: Backend) -> None:
    """Have a whole conversation, with a tool, and stop in order; nothing may be said on stderr meanwhile."""
    backend.ready()
    with backend.socket() as stream:
        messages = stream.run("What is 12*(3+4)?")
    assert messages[-1]["type"] == "run.finished", messages[-1]
    assert "84" in messages[-1]["text"]
    assert backend.stop() == 0
    assert [event["event"] for event in backend.events] == ["listening", "ready"]
    assert backend.stderr == ""


@pytest.fixture
def trap(tmp_path: Path) -> Path:
    """A folder of modules that leave a mark beside it when they are imported."""
    folder = tmp_path / "trap"
    folder.mkdir()
    for name in PLANTED:
        (folder / f"{name}.py").write_text(TRAP.format(marker=str(tmp_path / "sprung")), encoding="utf-8")
    return folder


@pytest.mark.skipif(sys.platform == "win32", reason="needs Linux or macOS: Windows has no sessions of processes")
def test_it_needs_no_console(start_backend: Callable[..., Backend]) -> None:
    # A shell of its own session has no terminal; stderr is closed before the program begins.
    script = f"import os; os.setsid(); os.close(2); os.execvp({backend_command()[0]!r}, {backend_command()!r})"
    backend = start_backend(command=[sys.executable, "-c", script])
    converse(backend)


@pytest.mark.skipif(sys.platform == "win32", reason="needs Linux or macOS: Windows does not close streams so")
def test_it_ends_as_told_when_nothing_can_be_said(start_backend: Callable[..., Backend]) -> None:
    command = ["sh", "-c", f"exec {shlex.join(backend_command())} --version >&- 2>&-"]
    backend = start_backend(command=command, send_handshake=False)
    assert backend.wait() == 0
    assert backend.lines == []


@pytest.mark.skipif(sys.platform == "win32", reason="needs Linux or macOS: Windows keeps a folder that is in use")
def test_it_works_in_a_folder_that_is_gone(start_backend: Callable[..., Backend], tmp_path: Path) -> None:
    (tmp_path / "gone").mkdir()
    command = ["sh", "-c", f"rmdir {shlex.quote(str(tmp_path / 'gone'))} && exec {shlex.join(backend_command())}"]
    if backend_command()[0] == sys.executable:
        # Python itself refuses to run a module from a folder that is gone.
        command[-1] = command[-1].replace(" -m backend", " -P -m backend")
    converse(start_backend(command=command, cwd=tmp_path / "gone"))


@needs_program
def test_it_does_not_care_what_lies_in_the_folder_where_it_is_started(
    start_backend: Callable[..., Backend], tmp_path: Path, trap: Path
) -> None:
    converse(start_backend(cwd=trap))
    assert not (tmp_path / "sprung").exists()


@needs_program
@pytest.mark.parametrize(
    "environ",
    [
        {"PYTHONPATH": "{trap}"},
        {"PYTHONHOME": "{trap}"},
        {"PYTHONHOME": "{trap}", "PYTHONPATH": "{trap}", "PYTHONSAFEPATH": ""},
        {"PYTHONUSERBASE": "{trap}", "PYTHONPLATLIBDIR": "{trap}", "PYTHONPYCACHEPREFIX": "{trap}"},
        {"PYTHONSTARTUP": "{trap}/json.py", "PYTHONINSPECT": "1", "PYTHONBREAKPOINT": "json.nothing"},
        {"PYTHONEXECUTABLE": "{trap}/json.py", "__PYVENV_LAUNCHER__": "{trap}/json.py", "VIRTUAL_ENV": "{trap}"},
        {"PYTHONWARNINGS": "error", "PYTHONOPTIMIZE": "2", "PYTHONUTF8": "0", "PYTHONIOENCODING": "latin-1"},
        {"PYTHONNOUSERSITE": "", "PYTHONDONTWRITEBYTECODE": "", "PYTHONUNBUFFERED": "1", "PYTHONCASEOK": "1"},
        {"NUITKA_ONEFILE_PARENT": "1", "NUITKA_ONEFILE_DIRECTORY": "{trap}", "NUITKA_ONEFILE_BINARY": "{trap}/json.py"},
        {"NUITKA_PACKAGE_HOME": "{trap}", "NUITKA_PTH_IMPORTED": "json", "NUITKA_LAUNCH_TOKEN": "1"},
        {"NUITKA_ORIGINAL_ARGV0": "{trap}/json.py", "NUITKA_NAMESPACES": "json", "NUITKA_SITE_FLAG": "0"},
    ],
    ids=",".join,
)
def test_the_environment_of_a_python_does_not_reach_it(
    start_backend: Callable[..., Backend], tmp_path: Path, trap: Path, environ: dict[str, str]
) -> None:
    converse(start_backend(env={name: value.format(trap=trap) for name, value in environ.items()}))
    assert not (tmp_path / "sprung").exists()


@needs_program
@pytest.mark.parametrize("folder", ["backend", "backend/agents", "."])
def test_a_module_that_was_put_into_its_folder_is_not_imported(
    start_backend: Callable[..., Backend], tmp_path: Path, folder: str
) -> None:
    program = Path(backend_command()[0])
    shutil.copytree(program.parent, tmp_path / "copy", copy_function=shutil.copy)
    subprocess.run(["chmod", "-R", "u+w", tmp_path / "copy"], check=True)
    place = tmp_path / "copy" / folder
    place.mkdir(exist_ok=True)
    (place / "planted.py").write_text(TRAP.format(marker=str(tmp_path / "sprung")), encoding="utf-8")
    (tmp_path / "copy" / "backend" / "plugins.json").write_text('["planted"]', encoding="utf-8")
    package = f"{folder.replace('/', '.')}." if folder.startswith("backend") else "backend."
    command = [str(tmp_path / "copy" / program.name), "--self-check", f"{package}planted"]
    backend = start_backend(command=command, send_handshake=False)
    told = {check["name"]: check for check in backend.wait_for("self-check")["checks"]}
    assert "No module named" in told["modules"]["detail"]
    converse(start_backend(command=command[:1]))
    assert not (tmp_path / "sprung").exists()


@needs_program
def test_it_is_found_through_a_link(start_backend: Callable[..., Backend], tmp_path: Path) -> None:
    program, *arguments = backend_command()
    (tmp_path / "link").symlink_to(program)
    converse(start_backend(command=[str(tmp_path / "link"), *arguments]))


@needs_program
def test_this_is_a_strangers_machine(start_backend: Callable[..., Backend]) -> None:
    program = Path(backend_command()[0])
    assert [name for name in ("python", "python3", "python3.11", "py") if shutil.which(name)] == []
    assert list(Path.home().iterdir()) == []
    assert not program.is_relative_to(Path.cwd())
    below = [program.parent, *program.parent.rglob("*")]
    assert [path for path in below if not path.is_symlink() and os.access(path, os.W_OK)] == []
    converse(start_backend())
    assert list(Path.home().iterdir()) == []
