"""What of a stage goes into the pack, or why it cannot."""

import hashlib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from backend.assets.pack import MOST_ASSET_BYTES
from build.compile.settings import TABLE
from build.errors import BuildError


@dataclass(frozen=True)
class Asset:
    """A text to seal; named as `backend.assets` names it."""

    package: str
    name: str
    path: Path
    text: str


def gather(stage: Path, patterns: Sequence[str]) -> list[Asset]:
    """All assets of the packages in a stage, sorted by package and name.

    Args:
        stage: the folder that holds the packages.
        patterns: globs that count from the folder of each package.

    Raises:
        BuildError: no pattern, or one that matches nothing; a file that is no asset; two names that are one somewhere.
    """
    if not patterns:
        raise BuildError(
            "seal-pattern",
            "pyproject.toml does not say what is to be sealed.",
            f'Set `sealed` in [{TABLE}] to a list of patterns, such as ["**/prompts/*.md"].',
        )
    packages = sorted(marker.parent for marker in stage.glob("*/__init__.py"))
    found: dict[Path, Asset] = {}
    for pattern in patterns:
        matches = [(package, path) for package in packages for path in package.glob(pattern) if not path.is_dir()]
        if not matches:
            raise BuildError(
                "seal-pattern",
                f"Nothing in {stage} matches the pattern {pattern}.",
                f"Correct `sealed` in [{TABLE}] of pyproject.toml, or put the files back.",
            )
        for package, path in matches:
            if path in found:
                raise _unfit(path, f"is matched twice, the second time by {pattern}", "Make the patterns narrower.")
            found[path] = _asset(package, path)
    assets = sorted(found.values(), key=lambda asset: (asset.package, asset.name))
    _refuse_twins(assets)
    return assets


def stage_digest(stage: Path) -> bytes:
    """A SHA-256 over every file of a stage, its path and its content, whatever Python left there of its own."""
    digest = hashlib.sha256()
    for path in sorted(path for path in stage.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(stage).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.digest()


def _asset(package: Path, path: Path) -> Asset:
    if path.is_symlink() or path.suffix == ".py":
        raise _unfit(path, "is a link or Python code, not an asset", "Make the patterns narrower.")
    if path.stat().st_size > MOST_ASSET_BYTES:
        raise _unfit(path, f"has more than {MOST_ASSET_BYTES} bytes", "Divide it; the pack is for texts.")
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise _unfit(path, "is not text in UTF-8", "Save it as UTF-8, or leave it out.") from error
    if "\0" in text:
        raise _unfit(path, "is not text: it has a zero byte", "Leave it out; the pack is for texts.")
    return Asset(package.name, path.relative_to(package).as_posix(), path, text)


def _refuse_twins(assets: Iterable[Asset]) -> None:
    seen: set[tuple[str, str]] = set()
    for asset in assets:
        key = asset.package, unicodedata.normalize("NFC", asset.name).casefold()
        if key in seen:
            raise _unfit(asset.path, "differs from another only in case or accents", "Give it another name.")
        seen.add(key)


def _unfit(path: Path, why: str, remedy: str) -> BuildError:
    return BuildError("seal-asset", f"{path} cannot be sealed: it {why}.", remedy)
