"""Everything that the product's programs need to run, made ready once and described in one value."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from build.doctor.checks import Need
from build.doctor.mend import see_to
from build.electron.dist import electron_dist, prepare_electron
from build.environment.attacks_env import prepare_attacks
from build.environment.node_modules import prepare_modules
from build.environment.node_runtime import NodeRuntime, prepare_node
from build.environment.python_env import prepare_python
from build.environment.release_env import prepare_release
from build.locking import exclusive
from build.paths import LOCK_FILE, NODE_MODULES

PACKAGES: Final = {"playwright": "@playwright/test", "tsc": "typescript"}
"""The npm packages of programs that have another name."""


@dataclass(frozen=True)
class Workbench:
    """The prepared checkout.

    Attributes:
        python: the interpreter of the project's environment.
        node: Node and npm.
        electron: the folder of Electron for this machine.
    """

    python: Path
    node: NodeRuntime
    electron: Path

    def environ(self) -> dict[str, str]:
        """The environment for Node, Electron and what they start."""
        environ = self.node.environ(os.environ)
        environ.pop("ELECTRON_RUN_AS_NODE", None)
        return environ | {"ELECTRON_OVERRIDE_DIST_PATH": str(self.electron), "BACKEND_PYTHON": str(self.python)}

    def node_program(self, name: str) -> list[Path]:
        """The command of a program that an npm package brings, by its script: no shell wrapper stands between."""
        package = NODE_MODULES / PACKAGES.get(name, name)
        programs = json.loads((package / "package.json").read_text(encoding="utf-8"))["bin"]
        return [self.node.node, package / (programs if isinstance(programs, str) else programs[name])]


def prepare(needs: frozenset[Need]) -> Workbench:
    """Bring the checkout into working order; what is so already takes no time.

    Args:
        needs: what the doctor should see to first; Electron, the largest of the downloads, only comes for development.

    Raises:
        BuildError: something cannot be had; the error says what to do.
    """
    with exclusive(LOCK_FILE):
        see_to(needs)
        python = prepare_python()
        node = prepare_node()
        prepare_modules(node)
        if Need.DEV in needs:
            prepare_electron(node)
        if Need.TESTS in needs:
            prepare_attacks()
            prepare_release()
    return Workbench(python, node, electron_dist())
