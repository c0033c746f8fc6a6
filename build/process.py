"""Start programs and end them: every command is a list, and nothing that is started outlives its starter."""

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from build import calls
from build.errors import BuildError, ToolFailedError, ToolMissingError
from build.paths import ROOT
from build.progress import Step

Command = Sequence[str | Path]

POLL_SECONDS: Final = 0.1
END_SECONDS: Final = 10.0
"""How long a program has to end by itself before it is killed."""

TAIL_LINES: Final = 40
PR_SET_PDEATHSIG: Final = 1
"""linux/prctl.h: the signal that a process gets when its parent ends."""


@dataclass(frozen=True)
class Output:
    """What a program printed."""

    stdout: str
    stderr: str


def as_strings(command: Command) -> list[str]:
    """The command as the system wants it."""
    return [str(part) for part in command]


def _shown(command: Command) -> list[str]:
    """The same, for a program that is about to start: told to whoever wants to see every call."""
    strings = as_strings(command)
    calls.tell(strings)
    return strings


def capture(command: Command, *, env: Mapping[str, str] | None = None, timeout: float = 60, cwd: Path = ROOT) -> str:
    """What a short program prints on stdout.

    Raises:
        ToolMissingError: the program is not there.
        ToolFailedError: it failed, or took longer than ``timeout`` seconds.
    """
    program = Path(str(command[0])).name
    try:
        result = _ended(command, env, timeout, cwd)
    except FileNotFoundError as error:
        raise _missing(program) from error
    except subprocess.TimeoutExpired as error:
        raise ToolFailedError(
            "tool-timeout", f"{program} gave no answer within {timeout:.0f} s.", "Try again.", ""
        ) from error
    if result.returncode:
        raise _failed(program, result.returncode, result.stdout + result.stderr)
    return result.stdout


def output_of(
    command: Command, *, seconds: float, env: Mapping[str, str] | None = None, cwd: Path = ROOT
) -> Output | None:
    """What a program prints, whatever its exit code; None for one that takes longer than that."""
    try:
        result = _ended(command, env, seconds, cwd)
    except subprocess.TimeoutExpired:
        return None
    return Output(result.stdout, result.stderr)


def _ended(
    command: Command, env: Mapping[str, str] | None, seconds: float, cwd: Path
) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            _shown(command),
            capture_output=True,
            check=False,
            encoding="utf-8",
            errors="replace",
            cwd=cwd,
            env=env,
            timeout=seconds,
            stdin=subprocess.DEVNULL,
        )
    finally:
        calls.show_new()


def capture_filter(command: Command, text: str) -> str:
    """What a program makes of ``text``, from its stdin to its stdout, in UTF-8.

    Raises:
        ToolFailedError: it failed; the error holds the end of what it complained about.
    """
    result = subprocess.run(_shown(command), input=text.encode(), capture_output=True, check=False, cwd=ROOT)
    calls.show_new()
    if result.returncode:
        raise _failed(Path(str(command[0])).name, result.returncode, result.stderr.decode(errors="replace"))
    return result.stdout.decode().replace("\r\n", "\n")


def convert(command: Command, source: Path, to: Path) -> None:
    """Let a program turn a file on its stdin into one on its stdout.

    Raises:
        ToolFailedError: it could not; the error holds the end of what it complained about.
    """
    with source.open("rb") as stdin, to.open("wb") as stdout:
        result = subprocess.run(_shown(command), stdin=stdin, stdout=stdout, stderr=subprocess.PIPE, check=False)
    if result.returncode:
        raise _failed(Path(str(command[0])).name, result.returncode, result.stderr.decode(errors="replace"))


def run_quietly(
    command: Command,
    step: Step,
    *,
    measure: Callable[[], str],
    env: Mapping[str, str] | None = None,
) -> None:
    """Run a long program whose output matters only when it fails, while ``measure`` tells how far it is.

    Raises:
        BuildError: ``measure`` may raise one to give up; the program is ended first.
        ToolMissingError: the program is not there.
        ToolFailedError: it failed; the error holds the end of its output.
    """
    program = Path(str(command[0])).name
    with tempfile.TemporaryFile() as output:
        with started(command, env=env, output=output) as process:
            while process.poll() is None:
                step.update(measure())
                calls.show_new()
                time.sleep(POLL_SECONDS)
        if process.returncode:
            output.seek(0)
            raise _failed(program, process.returncode, output.read().decode(errors="replace"))


def run_visibly(command: Command, *, env: Mapping[str, str] | None = None) -> int:
    """Run a program that talks to the person itself; its exit code."""
    with started(command, env=env) as process:
        while True:
            with suppress(subprocess.TimeoutExpired):
                return process.wait(POLL_SECONDS if calls.listening() else None)
            calls.show_new()


@contextmanager
def started(
    command: Command,
    *,
    env: Mapping[str, str] | None = None,
    output: int | IO[bytes] | None = None,
    pass_fds: Sequence[int] = (),
    cwd: Path = ROOT,
) -> Iterator[subprocess.Popen[bytes]]:
    """A running program in a session of its own, which is ended, children included, when the block is left.

    Args:
        command: the program and its arguments.
        env: its environment; ours when left out.
        output: where its stdout and stderr go; to ours when left out.
        pass_fds: file descriptors that it inherits.
        cwd: the folder that it starts in.
    """
    try:
        process = subprocess.Popen(
            _shown(command),
            env=env,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            pass_fds=pass_fds,
            start_new_session=True,
        )
    except FileNotFoundError as error:
        raise _missing(str(command[0])) from error
    try:
        yield process
    finally:
        end(process)
        calls.show_new()


@contextmanager
def conversing(command: Command) -> Iterator[tuple[IO[str], IO[str]]]:
    """What a program reads and what it writes, line by line; it is to end when its stdin does, as the block is left."""
    process = subprocess.Popen(
        _shown(command),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        cwd=ROOT,
        start_new_session=True,
    )
    with process:
        if process.stdin is None or process.stdout is None:
            raise AssertionError("Popen was asked for both pipes")
        try:
            yield process.stdin, process.stdout
        finally:
            process.stdin.close()


def end(process: subprocess.Popen[bytes]) -> None:
    """End a program that ``started`` made and what is left of its group: asked first, then killed."""
    if sys.platform == "win32":
        _end_windows_tree(process)
        return
    if process.poll() is None:
        _signal_group(process.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired, KeyboardInterrupt):
            process.wait(END_SECONDS)
    _signal_group(process.pid, signal.SIGKILL)
    process.wait()


def dies_with_us(command: Command) -> list[str]:
    """The command, ended by the Linux kernel should this program be killed without a chance to end it."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "TERM", *as_strings(command)] if setpriv else as_strings(command)


def stop_on_signals() -> None:
    """Turn the signals that end a program into ``KeyboardInterrupt``, so that every block above is left in order.

    On Linux the end of the program that started us (nox) is such a signal too: it does not pass signals on.
    """

    def interrupt(number: int, frame: object) -> None:
        del number, frame
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)
    if sys.platform != "win32":
        signal.signal(signal.SIGHUP, interrupt)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _signal_group(group: int, number: int) -> None:
    if sys.platform != "win32":
        try:
            os.killpg(group, number)
        except (ProcessLookupError, PermissionError):
            return


def _end_windows_tree(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        subprocess.run(["taskkill", "/pid", str(process.pid), "/t", "/f"], check=False, capture_output=True)
        process.wait()


def _missing(program: str) -> BuildError:
    return ToolMissingError(
        "tool-missing",
        f"The program {program} is not on this machine.",
        "Run `nox -s doctor -- --fix`, or install it and try again.",
    )


def _failed(program: str, code: int, output: str) -> ToolFailedError:
    tail = "\n".join(output.splitlines()[-TAIL_LINES:])
    return ToolFailedError(
        "tool-failed", f"{program} ended with exit code {code}.", "Mend what it says, then try again.", tail
    )
