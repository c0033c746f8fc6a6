"""dist/compile-report.json: what was made, of what, how, and how long it took."""

import hashlib
import json
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

KINDS: Final = {
    "PythonMainModule": "c",
    "CompiledPythonModule": "c",
    "CompiledPythonPackage": "c",
    "CompiledPythonNamespacePackage": "c",
    "UncompiledPythonModule": "bytecode",
    "UncompiledPythonPackage": "bytecode",
    "PythonExtensionModule": "extension",
}


def modules_by_kind(report: Path, own: tuple[str, ...]) -> dict[str, int]:
    """How many modules went in as what: ``own-c``, ``other-c``, ``bytecode``, ``extension``."""
    counts: Counter[str] = Counter()
    for module in ET.parse(report).iter("module"):  # noqa: S314 - Nuitka has just written it
        kind = KINDS.get(module.attrib["kind"], module.attrib["kind"])
        if kind == "c":
            kind = "own-c" if module.attrib["name"].partition(".")[0] in own else "other-c"
        counts[kind] += 1
    return dict(sorted(counts.items()))


def size_by_package(bytecode: Mapping[str, int], program: Path, executable: Path) -> dict[str, int]:
    """The bytes of each top-level package: its bytecode in the executable and its files beside it, largest first."""
    sizes: Counter[str] = Counter()
    for name, size in bytecode.items():
        sizes[name.partition(".")[0]] += size
    for path in program.rglob("*"):
        if path.is_file() and path != executable:
            top = path.relative_to(program).parts[0]
            sizes[top.partition(".")[0] if top.endswith((".so", ".pyd")) else top] += path.stat().st_size
    return dict(sorted(sizes.items(), key=lambda item: (-item[1], item[0])))


def cache_use(log: str) -> dict[str, int]:
    """The hits and misses of ccache, as Nuitka tells them."""
    found = {}
    for line in log.splitlines():
        for word in ("hit", "miss"):
            if f"with result 'cache {word}'" in line:
                found[word] = int(line.rpartition(":")[2])
    return found


def files_of(program: Path) -> dict[str, str]:
    """The SHA-256 of every file, by its path with ``/``."""
    return {
        path.relative_to(program).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(program.rglob("*"))
        if path.is_file()
    }


def digest_of(files: Mapping[str, str]) -> str:
    """One SHA-256 for a whole folder."""
    return hashlib.sha256(json.dumps(dict(sorted(files.items()))).encode()).hexdigest()


def write(path: Path, report: dict[str, Any]) -> None:
    """Write a report at once or not at all."""
    partial = path.with_name(f"{path.name}.partial")
    partial.write_text(f"{json.dumps(report, indent=2, ensure_ascii=False)}\n", encoding="utf-8")
    partial.replace(path)
