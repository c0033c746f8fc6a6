"""The licences of everything that is in the packed app, for the dialog that shows them.

    python -m build.package.licenses FILE

Adds to the list that Vite wrote of the page's packages (``name``, ``version``, ``identifier``, ``text``) those that
are bundled into main, the Python packages of the backend, and Python. Runs in the project's environment, where the
backend's packages are installed as the same lock has them. Electron's own licences lie beside its program.
"""

import json
import platform
import re
import sys
import sysconfig
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from build.paths import PACKAGE_LOCK, REQUIREMENTS, ROOT
from build.shipped import npm_packages

LOCK: Final = REQUIREMENTS / "backend.lock"
LICENCE_FILE: Final = re.compile(r"(licen[cs]e|copying|notice)[\w.-]*", re.IGNORECASE)
CLASSIFIER: Final = "License :: OSI Approved :: "

License = dict[str, str | None]


def complete(file: Path) -> None:
    """Bring the list up to what the packed app holds."""
    known: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    names = {entry["name"] for entry in known}
    added = [entry for entry in _npm_packages() if entry["name"] not in names]
    everything = [*known, *added, *_python_packages(), _python()]
    everything.sort(key=lambda entry: str(entry["name"]).lower())
    file.write_text(json.dumps(everything, ensure_ascii=False), encoding="utf-8")


def _npm_packages() -> Iterator[License]:
    for package in npm_packages(json.loads(PACKAGE_LOCK.read_text(encoding="utf-8"))):
        texts = [_text(path) for path in sorted((ROOT / package.path).iterdir()) if LICENCE_FILE.fullmatch(path.name)]
        yield _entry(package.name, package.facts["version"], package.facts.get("license"), texts)


def _python_packages() -> Iterator[License]:
    """Those of the lock that this system's backend has: the others are for another system."""
    for name in re.findall(r"^([\w.-]+)==", LOCK.read_text(encoding="utf-8"), re.MULTILINE):
        try:
            package = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue
        files = [file for file in package.files or [] if LICENCE_FILE.fullmatch(file.name) and file.suffix != ".py"]
        texts = [_text(Path(str(file.locate()))) for file in files]
        yield _entry(package.name, package.version, identifier(package), texts)


def identifier(package: metadata.Distribution) -> str | None:
    """The licence that a package names for itself, as an SPDX expression where it does so."""

    def fields(name: str) -> list[str]:
        return package.metadata.get_all(name) or []

    classifiers = [text.removeprefix(CLASSIFIER) for text in fields("Classifier") if text.startswith(CLASSIFIER)]
    # In older metadata the field may hold the whole text.
    older = [text.strip().partition("\n")[0] for text in fields("License")]
    return "; ".join(fields("License-Expression") or classifiers or older) or None


def _python() -> License:
    file = Path(sysconfig.get_path("stdlib"), "LICENSE.txt")
    return _entry("Python", platform.python_version(), "PSF-2.0", [_text(file)] if file.exists() else [])


def _entry(name: str, version: str, identifier: str | None, texts: list[str]) -> License:
    return {"name": name, "version": version, "identifier": identifier, "text": "\n\n".join(texts) or None}


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace").strip()


if __name__ == "__main__":
    complete(Path(sys.argv[1]))
