"""Zig's C compiler (PyPI `ziglang`): small Windows programs and libraries, built on any system, without a C library.

A program without a C library needs nothing that Zig would first have to build: it compiles in a tenth of a second.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from build.paths import WORK
from build.process import Command, capture

CACHE: Final = WORK / "cache" / "zig"
SECONDS: Final = 300

Machine = Literal["x86", "x86_64"]


@dataclass(frozen=True)
class WindowsCode:
    """One program or library.

    Attributes:
        source: the C file; its entry is ``start`` (a program) or ``DllMainCRTStartup`` (a library).
        machine: the processor.
        kind: of file.
        libraries: the system's libraries that it calls, such as ``kernel32``.
        defines: macros, already quoted as C wants them.
    """

    source: Path
    machine: Machine
    kind: Literal["console", "windows", "library"]
    libraries: Sequence[str] = ("kernel32",)
    defines: Mapping[str, str] | None = None


def compile_windows(python: Path, code: WindowsCode, output: Path) -> None:
    """Compile; the folder of the output is made where it is missing.

    Args:
        python: the interpreter of the release's environment, which has Zig.
        code: what to compile.
        output: the file to write.

    Raises:
        BuildError: the compiler failed; its words are in the error.
    """
    output.parent.mkdir(parents=True, exist_ok=True)
    CACHE.mkdir(parents=True, exist_ok=True)
    kind = ["-shared"] if code.kind == "library" else [f"-Wl,--subsystem,{code.kind}", "-Wl,--entry=start"]
    options = ["-target", f"{code.machine}-windows-gnu", "-nostdlib", "-fno-stack-protector", "-Os", "-s", *kind]
    options += [f"-D{name}={value}" for name, value in (code.defines or {}).items()]
    libraries = [f"-l{name}" for name in code.libraries]
    command: Command = [python, "-m", "ziglang", "cc", *options, "-o", output, code.source, *libraries]
    cache = {"ZIG_GLOBAL_CACHE_DIR": str(CACHE), "ZIG_LOCAL_CACHE_DIR": str(CACHE)}
    capture(command, env=os.environ | cache, timeout=SECONDS)
    # The import library of a library, which nobody links against.
    (output.parent / f"{code.source.stem}.lib").unlink(missing_ok=True)
