"""electron-builder: packs the app's folder; it downloads nothing, because nothing is left for it to fetch."""

import os
from pathlib import Path
from typing import Final

from build.environment.node_runtime import NodeRuntime
from build.paths import NODE_MODULES, ROOT
from build.platforms import Target
from build.process import Command, run_quietly
from build.progress import Step

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
    program = NODE_MODULES / "electron-builder" / "cli.js"
    command: Command = [node.node, program, *ARGUMENTS[target], "--dir", "--config", config, "--publish", "never"]
    environ = node.environ(os.environ) | {
        "ELECTRON_BUILDER_BINARIES_MIRROR": NOWHERE,
        "ELECTRON_MIRROR": NOWHERE,
        "CSC_IDENTITY_AUTO_DISCOVERY": "false",
    }
    environ.pop("ELECTRON_RUN_AS_NODE", None)

    def measure() -> str:
        return "copying Electron and the backend" if folder.exists() else "reading the configuration"

    run_quietly([*command, "--projectDir", ROOT], step, measure=measure, env=environ)
    return folder
