"""A stand-in for pkexec and for whoever knows the password: the test, which is root, installs what the app fetched.

The program `pkexec` that the app finds first passes on what it was asked through a pipe, and ends as the test says.
Installed is nothing but Debian packages from the household's own cache.
"""

import os
import re
import shlex
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.release.updates.household import Household

DISMISSED: Final = 126
"""What pkexec ends with when the question for the password was dismissed."""

_PROGRAM: Final = """#!/bin/sh
# A stand-in for pkexec: the test that started this app is root, and answers.
printf '%s\\0' "$@" >{questions} || exit 127
read -r code <{answers} || exit 127
exit "$code"
"""
_PATH: Final = "/usr/sbin:/usr/bin:/sbin:/bin"
"""What pkexec gives the command in place of the user's."""
_ENVIRON: Final = {"PATH": _PATH, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}


@dataclass
class Administrator:
    """Somebody who is asked for the password.

    Attributes:
        household: whose packages are installed.
        agrees: whether the password is given.
        meanwhile: what happens to the package after that, before root does anything.
        asked: the commands that were to be run as root.
        begun: set when the first of them begins.
        ended: set when it has ended.
    """

    household: Household
    agrees: bool = True
    meanwhile: Callable[[Path], object] | None = None
    asked: list[list[str]] = field(default_factory=list)
    begun: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)

    def answer(self, command: list[str]) -> int:
        """The exit code of the command, or of a dismissed question."""
        self.asked.append(command)
        self.begun.set()
        if not self.agrees:
            return DISMISSED
        match command:
            case ["--disable-internal-agent", "/bin/sh", "-c", script, name, digest, file, "deb"]:
                if re.fullmatch("[0-9a-f]{128}", digest) and self._is_fetched(Path(file)):
                    return self._run(["/bin/sh", "-c", script, name, digest, file, "deb"], Path(file))
        return 127

    def _is_fetched(self, file: Path) -> bool:
        return file.suffix == ".deb" and self.household.cache in file.resolve().parents

    def _run(self, command: list[str], file: Path) -> int:
        if self.meanwhile is not None:
            self.meanwhile(file)
        done = subprocess.run(command, env={**os.environ, **_ENVIRON}, cwd="/root", capture_output=True, check=False)
        self.ended.set()
        return done.returncode


@contextmanager
def administrator(household: Household) -> Iterator[Administrator]:
    """Be there for a block, whenever the household's app asks for the password."""
    questions, answers = household.home / "questions", household.home / "answers"
    for pipe in (questions, answers):
        os.mkfifo(pipe)
    program = household.home / "bin" / "pkexec"
    quoted = {"questions": shlex.quote(str(questions)), "answers": shlex.quote(str(answers))}
    program.write_text(_PROGRAM.format(**quoted), encoding="utf-8")
    program.chmod(0o755)
    somebody = Administrator(household)
    thread = threading.Thread(target=_serve, args=(somebody, questions, answers))
    thread.start()
    try:
        yield somebody
    finally:
        questions.write_text("", encoding="utf-8")
        thread.join()


def _serve(somebody: Administrator, questions: Path, answers: Path) -> None:
    """Answer until an empty question comes."""
    # Open for both, a pipe waits for no reader: whoever asked may have been killed meanwhile.
    with answers.open("r+b", buffering=0) as pipe:
        while question := questions.read_text(encoding="utf-8"):
            code = somebody.answer(question.removesuffix("\0").split("\0"))
            pipe.write(f"{code}\n".encode("ascii"))
