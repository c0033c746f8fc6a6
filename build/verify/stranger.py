"""The environment of somebody who has never heard of Python."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from build.platforms import this_system

_KEPT: Final = re.compile(
    r"LANG|LC_\w+|TZ|TMPDIR|USER|LOGNAME|SHELL|TERM"
    r"|SYSTEMROOT|SYSTEMDRIVE|WINDIR|COMSPEC|PATHEXT|TEMP|TMP|USERNAME|PROCESSOR_\w+|NUMBER_OF_PROCESSORS",
    re.IGNORECASE,
)
"""What every session has, and some programs cannot do without; nothing in it says where a Python is."""

_PYTHON: Final = re.compile(r"(python|pypy|pyenv)[\w-]*|(pip|pydoc|idle)\d*|conda|mamba|uvx?|py", re.IGNORECASE)


def stranger_environ(ours: Mapping[str, str], home: Path, programs: Path) -> dict[str, str]:
    """Return the environment of a new user.

    Args:
        ours: the environment of this process.
        home: an empty folder.
        programs: an empty folder, to be filled with links to the programs that the user has.
    """
    kept = {name: value for name, value in ours.items() if _KEPT.fullmatch(name)}
    homes = {"HOME": str(home), "USERPROFILE": str(home), "APPDATA": str(home), "LOCALAPPDATA": str(home)}
    return {"LANG": "C.UTF-8"} | kept | homes | {"PATH": path_without_python(ours["PATH"], programs)}


def path_without_python(path: str, programs: Path) -> str:
    """Return a search path with everything that this one has except Python and its tools.

    A folder of links, because most systems have Python in the same folder as everything else; on Windows it has
    folders of its own, which are left out.
    """
    folders = [Path(folder) for folder in path.split(os.pathsep) if Path(folder).is_dir()]
    if this_system() == "win32":
        return os.pathsep.join(str(folder) for folder in folders if not any(map(is_python, folder.glob("*.exe"))))
    for program in (program for folder in folders for program in folder.iterdir()):
        link = programs / program.name
        if not is_python(program) and not link.is_symlink():
            link.symlink_to(program)
    return str(programs)


def is_python(program: Path) -> bool:
    """Whether a program is Python or one of its tools, by its name."""
    return _PYTHON.fullmatch(program.stem) is not None
