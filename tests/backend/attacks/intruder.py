"""Another user of the machine, who wants what the backend has. Runs by itself: ``python intruder.py UID < TASK``.

Reads a task as JSON from stdin: ``{"pid", "port", "folders", "files", "routes"}``. Becomes that user (0: stays who it
is, to show that the attempts work), tries, and prints ``[[what, what was got], ...]`` as JSON; null: it was refused.
"""

import ctypes
import encodings.idna  # noqa: F401 - sockets ask for it, when it could no longer be read
import json
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

MOST_BYTES = 1 << 16
OF_A_PROCESS = (
    *("auxv", "cmdline", "comm", "environ", "io", "limits", "maps", "mem", "mountinfo", "pagemap", "personality"),
    *("smaps", "stack", "stat", "status", "syscall", "wchan"),
)
PTRACE_ATTACH = 16
PTRACE_SEIZE = 0x4206
PIDFD_OPEN = 434
PIDFD_GETFD = 438

Attempt = tuple[str, Callable[[], object]]

_libc = ctypes.CDLL(None, use_errno=True)


def become(uid: int) -> None:
    """Give up all privileges, for good."""
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


def reads(task: dict[str, Any]) -> Iterator[Attempt]:
    """Attempts that change nothing."""
    for file in map(Path, task["files"]):
        yield f"read {file}", partial(content, file)
    for folder in map(Path, task["folders"]):
        yield f"list {folder}", partial(names, folder)
        yield f"work in {folder}", partial(os.chdir, folder)
    process = Path("/proc", str(task["pid"]))
    for name in OF_A_PROCESS:
        yield f"read /proc/PID/{name}", partial(content, process / name)
        yield f"read of a thread: {name}", partial(content, process / "task" / process.name / name)
    for name in ("cwd", "root", "exe", "fd/0", "ns/mnt"):
        yield f"follow /proc/PID/{name}", (process / name).readlink
    for name in ("fd", "fdinfo", "map_files", "cwd/.", "root/."):
        yield f"list /proc/PID/{name}", partial(names, process / name)


def grips(task: dict[str, Any]) -> Iterator[Attempt]:
    """Attempts that would harm the process or its files."""
    pid = task["pid"]
    for file in map(Path, task["files"]):
        yield f"append to {file}", partial(write, file)
        yield f"open to all {file}", partial(file.chmod, 0o777)
        yield f"remove {file}", file.unlink
    for folder in map(Path, task["folders"]):
        yield f"plant in {folder}", partial(write, folder / "planted")
        yield f"rename {folder}", partial(folder.rename, f"{folder}.gone")
    for name in ("fd/0", "fd/1", "fd/2"):
        yield f"read /proc/PID/{name}", partial(content, Path(f"/proc/{pid}/{name}"))
    yield "write to its stdin", partial(write, Path(f"/proc/{pid}/fd/0"))
    yield "write to its memory", partial(write, Path(f"/proc/{pid}/mem"))
    yield "signal it", partial(os.kill, pid, signal.SIGTERM)
    yield "attach a debugger", partial(call, _libc.ptrace, PTRACE_ATTACH, pid, None, None)
    yield "seize it", partial(call, _libc.ptrace, PTRACE_SEIZE, pid, None, None)
    yield "take its stdin", partial(take_stdin, pid)
    yield "change its priority", partial(os.setpriority, os.PRIO_PROCESS, pid, 19)


def asks(task: dict[str, Any]) -> Iterator[Attempt]:
    """Attempts on the port, which every user of the machine can reach."""
    for method, path in task["routes"]:
        for guess in (None, "A" * 43, "", "null"):
            yield f"{method} {path} with token {guess!r}", partial(ask, task["port"], method, path, guess)


def content(path: Path) -> str:
    with open(path, "rb", buffering=0, opener=unblocked) as file:
        return file.read(MOST_BYTES).decode("latin-1")


def unblocked(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NONBLOCK)


def names(folder: Path) -> list[str]:
    return [entry.name for entry in folder.iterdir()]


def write(path: Path) -> None:
    with path.open("ab", buffering=0) as file:
        file.write(b"x")


def call(function: Callable[..., int], *arguments: object) -> int:
    result = function(*arguments)
    if result == -1:
        raise OSError(ctypes.get_errno(), function.__name__)
    return result


def take_stdin(pid: int) -> int:
    return call(_libc.syscall, PIDFD_GETFD, call(_libc.syscall, PIDFD_OPEN, pid, 0), 0, 0)


def ask(port: int, method: str, path: str, guess: str | None) -> str:
    """Return the body of an answer; raises for a refusal. By hand: a stranger cannot read libraries here."""
    token = "" if guess is None else f"Authorization: Bearer {guess}\r\n"
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n{token}"
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(f"{head}Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{{}}".encode())
        answer = b"".join(iter(lambda: connection.recv(MOST_BYTES), b"")).decode("latin-1")
    if answer.startswith("HTTP/1.1 401 "):
        raise PermissionError(answer)
    return answer.partition("\r\n\r\n")[2]


def got(action: Callable[[], object]) -> str | None:
    """Return what came of an attempt, None where it was refused."""
    try:
        return str(action())
    except OSError:
        return None


def main() -> None:
    uid = int(sys.argv[1])
    task = json.load(sys.stdin)
    attempts = list(reads(task))
    if uid:
        become(uid)
        attempts += [*grips(task), *asks(task)]
    json.dump([(what, got(action)) for what, action in attempts], sys.stdout)


if __name__ == "__main__":
    main()
