"""The app on a Windows: where it is, what it left there, and how it is installed and removed."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from tests.release.wine.machine import Machine, Registry

UNINSTALL = r"Software\Microsoft\Windows\CurrentVersion\Uninstall"
CONVERSATIONS = r"data\conversations.db"

WENT = 0
"""The exit code of the fixtures when they end as they should."""

ENDED_BY_FORCE = 1
"""The exit code that the installer gives a process that it ends."""


@dataclass(frozen=True)
class App:
    """The app.

    Attributes:
        machine: on which it is.
        product: product.json.
        for_all: whether it is there for everybody who uses the machine.
    """

    machine: Machine
    product: dict[str, Any]
    for_all: bool = False

    @property
    def name(self) -> str:
        """What people know it by."""
        return str(self.product["name"])

    @property
    def folder(self) -> str:
        """Where it is installed when nobody says otherwise."""
        parent = r"C:\Program Files" if self.for_all else rf"{self.machine.home}\AppData\Local\Programs"
        return rf"{parent}\{self.name}"

    @property
    def program(self) -> str:
        """What a person starts."""
        return rf"{self.folder}\{self.name}.exe"

    @property
    def backend(self) -> str:
        """What the program starts: here, a fixture that runs until its stdin is closed."""
        return rf"{self.folder}\resources\backend\{self.product['backendExecutable']}.exe"

    @property
    def uninstaller(self) -> str:
        """What removes it."""
        return rf"{self.folder}\Uninstall {self.name}.exe"

    @property
    def data(self) -> str:
        """Where the person's conversations and settings are."""
        return rf"{self.machine.home}\AppData\Roaming\{self.name}"

    @property
    def hive(self) -> str:
        """Where the registry has it."""
        return "HKLM" if self.for_all else "HKCU"

    def links(self) -> list[str]:
        """Its entry in the start menu, and its icon on the desktop."""
        menu = r"AppData\Roaming\Microsoft\Windows\Start Menu\Programs"
        if self.for_all:
            folders = [r"C:\ProgramData\Microsoft\Windows\Start Menu\Programs", r"C:\users\Public\Desktop"]
        else:
            folders = [rf"{self.machine.home}\{menu}", rf"{self.machine.home}\Desktop"]
        return [rf"{folder}\{self.name}.lnk" for folder in folders]

    def install(self, version: str, *options: str) -> int:
        """Run the installer of a version without questions; its exit code."""
        return self.machine.run(setup(self.machine, version), "/S", *options)

    def uninstall(self, *options: str) -> int:
        """Run the uninstaller without questions, until it is done; its exit code."""
        code = self.machine.run(self.uninstaller, "/allusers" if self.for_all else "/currentuser", "/S", *options)
        # It goes on as a copy of itself, for it removes itself too.
        self.machine.settle()
        return code

    def is_whole(self, version: str) -> bool:
        """Whether what is installed is this version, every byte of it, and nothing else."""
        folder = self.machine.path(self.folder)
        manifest = json.loads((folder / "resources" / "payload.json").read_text(encoding="utf-8"))
        sealed = {entry["path"]: entry["sha256"] for entry in manifest["files"]}
        there = {
            path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in folder.rglob("*")
            if path.is_file()
        }
        own = {"resources/payload.json", "resources/payload.sig", f"Uninstall {self.name}.exe"}
        return manifest["version"] == version and {path: there[path] for path in there.keys() - own} == sealed

    def write_conversations(self) -> None:
        """Leave behind what a person's use of the app does."""
        file = self.machine.path(rf"{self.data}\{CONVERSATIONS}")
        file.parent.mkdir(parents=True)
        file.write_text("Which version are you?", encoding="utf-8")

    def has_conversations(self) -> bool:
        """Whether they are still there."""
        file = self.machine.path(rf"{self.data}\{CONVERSATIONS}")
        return file.is_file() and file.read_text(encoding="utf-8") == "Which version are you?"


def setup(machine: Machine, version: str) -> str:
    """Where the installer of a version is."""
    return rf"{machine.home}\Downloads\Setup {version}.exe"


def listed(registry: Registry, product: dict[str, Any]) -> dict[str, dict[str, str]]:
    """What Windows lists of the product among the apps that are installed, by hive."""
    return {
        key.split("\\")[0]: values
        for key, values in registry.items()
        if UNINSTALL in key and values.get("DisplayName", "").startswith(product["name"])
    }
