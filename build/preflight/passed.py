"""What the preflight found good, noted beside the artifacts: feeds are signed over nothing else, nor is it published.

`preflight-TARGET.json`, format 1: ``format``, ``target``, ``identity`` (``release`` or ``test``), and in ``files`` the
SHA-256 of each file of the target by its name. A note keeps artifacts from being mixed up that machines and rehearsals
made; against who may write into the folder it protects nothing, nor does it need to: there they are signed.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from build.errors import BuildError
from build.package.installers import artifact_stem
from build.platforms import Target
from build.progress import step
from build.stamps import file_hash

FORMAT: Final = 1
NOTES: Final = "preflight-*.json"
MOST_NAMED: Final = 5


def note_passed(folder: Path, product: Mapping[str, Any], targets: Iterable[Target], *, test: bool) -> None:
    """Note that the artifacts of these targets were read back as they are now, and nothing was found.

    Args:
        folder: of the artifacts.
        product: product.json, as the apps have it.
        targets: the machines that they are for.
        test: whether a throw-away identity had to have signed them.
    """
    for target in targets:
        files = sorted(file for file in folder.glob(f"{artifact_stem(product, target)}.*") if file.is_file())
        note = {
            "format": FORMAT,
            "target": target,
            "identity": "test" if test else "release",
            "files": {file.name: file_hash(file) for file in files},
        }
        text = json.dumps(note, indent=2)
        (folder / NOTES.replace("*", target)).write_text(f"{text}\n", encoding="utf-8", newline="")


def require_passed(folder: Path, files: Sequence[Path]) -> None:
    """Refuse files that the preflight did not see as they are, or found good under a test identity only.

    Args:
        folder: with the notes.
        files: what would be offered or published.

    Raises:
        BuildError: there are such files.
    """
    noted = {item for note in map(_read, sorted(folder.glob(NOTES))) for item in _items(note)}
    with step(f"Holding {len(files)} files against what the preflight has seen"):
        sums = {file.name: file_hash(file) for file in files}
    for_tests = [name for name, found in sums.items() if (name, found, "test") in noted]
    strange = [name for name, found in sums.items() if (name, found, "release") not in noted and name not in for_tests]
    if for_tests:
        raise BuildError(
            "test-artifacts",
            f"A test identity signed {_named(for_tests)}: no customer's machine would take it.",
            "Release it with the real identity, or say `--test-identity` for what only tests look at.",
        )
    if strange:
        raise BuildError(
            "not-read-back",
            f"The preflight has not seen {_named(strange)} as it lies in {folder}.",
            "Run `nox -s preflight` where it was made, and bring its preflight-*.json along with the artifacts.",
        )


def _read(note: Path) -> Mapping[str, Any]:
    """A note; of one that cannot be read, that it says nothing."""
    try:
        read: Mapping[str, Any] = json.loads(note.read_text(encoding="utf-8"))
        return read if read["format"] == FORMAT and read["files"].items() else {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _items(note: Mapping[str, Any]) -> Iterable[tuple[str, str, str]]:
    return ((name, str(found), str(note.get("identity"))) for name, found in note.get("files", {}).items())


def _named(names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
