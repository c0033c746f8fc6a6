"""electron-builder: packs the app's folder and makes installers; where we name its tools, it downloads nothing."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from build.environment.node_runtime import NodeRuntime
from build.paths import NODE_MODULES, ROOT
from build.platforms import Target
from build.process import Command, run_quietly
from build.progress import Step, megabytes

NOWHERE: Final = "http://127.0.0.1:9/"
"""The discard port: what it tries to download all the same fails at once, on every machine."""

ARGUMENTS: Final[dict[Target, tuple[str, str]]] = {
    "linux-x64": ("--linux", "--x64"),
    "win32-x64": ("--win", "--x64"),
    "darwin-x64": ("--mac", "--x64"),
    "darwin-arm64": ("--mac", "--arm64"),
}
UNPACKED: Final[dict[Target, str]] = {
    "linux-x64": "linux-unpacked",
    "win32-x64": "win-unpacked",
    "darwin-x64": "mac",
    "darwin-arm64": "mac-arm64",
}
"""How it names the folder of the unpacked app."""


def pack_folder(node: NodeRuntime, target: Target, config: Path, output: Path, step: Step) -> Path:
    """Pack the app into a folder; where that is.

    Args:
        node: runs electron-builder.
        target: the machine that the app is for.
        config: the effective configuration, as JSON.
        output: where the configuration says that it writes.
        step: shows how far it is.

    Raises:
        BuildError: electron-builder failed; the error holds the end of its output.
    """
    folder = output / UNPACKED[target]

    def measure() -> str:
        return "copying Electron and the backend" if folder.exists() else "reading the configuration"

    run_quietly(_command(node, target, config, "--dir"), step, measure=measure, env=_environ(node, fetches=False))
    return folder


@dataclass(frozen=True)
class InstallerRun:
    """One run that makes installers.

    Attributes:
        target: the machine that they are for.
        formats: by electron-builder's names.
        app: the packed app; on macOS the bundle.
        config: the effective configuration, as JSON.
        output: where the configuration says that it writes.
        environ: environment variables of its own, such as those that name the tools.
        fetches: whether it downloads tools that are not named; it knows their sums.
    """

    target: Target
    formats: Sequence[str]
    app: Path
    config: Path
    output: Path
    environ: Mapping[str, str]
    fetches: bool


def make_installers(node: NodeRuntime, run: InstallerRun, step: Step) -> None:
    """Make installers of an app that is packed already.

    Raises:
        BuildError: electron-builder failed; the error holds the end of its output.
    """
    command = _command(node, run.target, run.config, *run.formats, "--prepackaged", run.app)

    def measure() -> str:
        files = [path for path in run.output.glob("*") if path.is_file()] if run.output.exists() else []
        newest = max(files, key=lambda path: path.stat().st_mtime, default=None)
        return f"{newest.name} {megabytes(newest.stat().st_size)}" if newest else "reading the configuration"

    run_quietly(command, step, measure=measure, env={**_environ(node, fetches=run.fetches), **run.environ})


def _command(node: NodeRuntime, target: Target, config: Path, *what: str | Path) -> Command:
    system, architecture = ARGUMENTS[target]
    program = NODE_MODULES / "electron-builder" / "cli.js"
    how: Command = [architecture, "--config", config, "--publish", "never", "--projectDir", ROOT]
    return [node.node, program, system, *what, *how]


def _environ(node: NodeRuntime, *, fetches: bool) -> dict[str, str]:
    environ = node.environ(os.environ) | {"ELECTRON_MIRROR": NOWHERE, "CSC_IDENTITY_AUTO_DISCOVERY": "false"}
    if not fetches:
        environ["ELECTRON_BUILDER_BINARIES_MIRROR"] = NOWHERE
    for name in ("ELECTRON_RUN_AS_NODE", "CSC_LINK", "WIN_CSC_LINK"):
        environ.pop(name, None)
    return environ
