"""Collect from the source tree what must not ship."""

import importlib.util
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from build.audit import pieces
from build.audit.machine import machine_folders, machine_needles
from build.audit.needles import Collected, Kind, Needle
from build.audit.python_source import Module, read_module
from build.audit.shell_source import SUFFIXES, read_comments
from build.compile.settings import read_settings
from build.errors import BuildError
from build.paths import PYPROJECT

RUNS_AS: Final = frozenset({Kind.DOCSTRING, Kind.COMMENT, Kind.SOURCE})
"""Pieces of these kinds are left out where the program has the same text as a message or key: that has to stay."""
CODE: Final = (".py", *SUFFIXES)
"""Of tests and tooling the names are looked for: none of these files has any business in a payload."""


@dataclass(frozen=True)
class Vendor:
    """What is the vendor's.

    Attributes:
        collected: what to look for.
        modules: the Python modules, by name.
        assets: the sealed files, by path, each with the pieces of it that are looked for.
        texts: the same files as they are.
        shell_paths: the paths of the shell's sources.
    """

    collected: Collected
    modules: dict[str, Module]
    assets: dict[str, frozenset[str]]
    texts: dict[str, bytes]
    shell_paths: frozenset[str]


def collect(root: Path) -> Vendor:
    """Read a checkout.

    Raises:
        BuildError: a package that pyproject.toml names is not there.
    """
    collected = Collected()
    packages = vendor_packages(root)
    names = frozenset(package.name for package in packages)
    modules = {module.name: module for package in packages for module in _modules(package, names)}
    texts = _assets(packages, read_settings(root / PYPROJECT.name).sealed)
    assets = _asset_pieces(texts, collected)
    shell = _files(root, "electron", SUFFIXES)
    shell_paths = frozenset(path.relative_to(root).as_posix() for path in shell)
    aside = [*_files(root, "build", CODE), *_files(root, "tests", CODE)]
    found = [needle for module in modules.values() for needle in module.needles]
    found += [needle for path in shell for needle in read_comments(root, path)]
    collected.needles += _without_runtime_texts(found, assets, modules.values(), collected)
    collected.needles += _tree_paths(
        [module.path for module in modules.values()],
        [*sorted(shell_paths), *(path.relative_to(root).as_posix() for path in aside)],
    )
    machine_needles(machine_folders(root), collected)
    _drop_doubles(collected)
    return Vendor(collected, modules, _cut(assets, collected), texts, shell_paths)


def vendor_packages(root: Path) -> list[Path]:
    """The folders of the vendor's packages: the backend, and those that pyproject.toml has compiled to C with it."""
    return [_package(root, name) for name in read_settings(root / PYPROJECT.name).own]


def _package(root: Path, name: str) -> Path:
    if (root / name / "__init__.py").is_file():
        return root / name
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise BuildError("package-missing", f"The package {name} is not there.", "Install it, or correct its name.")
    return Path(spec.submodule_search_locations[0])


def _modules(package: Path, names: frozenset[str]) -> Iterator[Module]:
    for path in sorted(package.rglob("*.py")):
        try:
            yield read_module(package.parent, path, names)
        except (SyntaxError, ValueError) as error:
            raise BuildError(
                "source-unreadable",
                f"{path} cannot be read as Python, so what must not ship of it is not known: {error}.",
                "Correct it, or take it out of the package.",
            ) from error


def _assets(packages: Iterable[Path], patterns: Sequence[str]) -> dict[str, bytes]:
    """The files that are sealed, by their paths below the folder of their package."""
    return {
        path.relative_to(package.parent).as_posix(): path.read_bytes()
        for package in packages
        for path in sorted({path for pattern in patterns for path in package.glob(pattern) if path.is_file()})
    }


def _asset_pieces(texts: Mapping[str, bytes], collected: Collected) -> list[Needle]:
    found: dict[tuple[str, str], Needle] = {}
    for path, content in texts.items():
        cut = list(pieces.chunks(_decoded(path, content)))
        found |= {(path, piece): Needle(piece, Kind.ASSET, f"{path}:{number + 1}") for number, piece in cut}
        if not cut:
            collected.notes.append(f"{path} is too short to be told from other text")
    return list(found.values())


def _decoded(path: str, content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise BuildError("source-unreadable", f"{path} is not text in UTF-8: {error}.", "Save it as UTF-8.") from error


def _without_shared_phrases(assets: list[Needle], runtime: str, collected: Collected) -> list[Needle]:
    """Leave out a phrase that a message of the program shares with an asset; not if that is half of the asset."""
    shared = [needle for needle in assets if needle.text in runtime]
    of_file, shared_of_file = Counter(needle.file for needle in assets), Counter(needle.file for needle in shared)
    left = {needle for needle in shared if 2 * shared_of_file[needle.file] < of_file[needle.file]}
    if left:
        collected.leave_out(f"{Kind.ASSET}: a phrase that a message of the program has, too", len(left))
    return [needle for needle in assets if needle not in left]


def _cut(assets: list[Needle], collected: Collected) -> dict[str, frozenset[str]]:
    """The pieces of each asset that are looked for."""
    kept = {needle.text for needle in collected.needles if needle.kind == Kind.ASSET}
    files: dict[str, set[str]] = {needle.file: set() for needle in assets}
    for needle in assets:
        files[needle.file] |= {needle.text} & kept
    return {file: frozenset(cut) for file, cut in files.items()}


def _without_runtime_texts(
    found: list[Needle], assets: list[Needle], modules: Iterable[Module], collected: Collected
) -> list[Needle]:
    runtime = "\0".join(text for module in modules for text in sorted(module.constants))
    kept = [needle for needle in found if needle.kind not in RUNS_AS or needle.text not in runtime]
    kept += _without_shared_phrases(assets, runtime, collected)
    for kind, count in Counter(needle.kind for needle in found if needle.kind in RUNS_AS).items():
        left = count - sum(needle.kind == kind for needle in kept)
        if left:
            collected.leave_out(
                f"{kind}: the program has the same text as a message or key, which stays readable", left
            )
    return kept


def _files(root: Path, folder: str, suffixes: tuple[str, ...]) -> list[Path]:
    return sorted(path for path in (root / folder).rglob("*") if path.suffix in suffixes)


def _tree_paths(modules: Iterable[str], others: Iterable[str]) -> Iterator[Needle]:
    for path in [*modules, *others]:
        # `backend/__init__.py` may be anybody's: a name below a package of that name.
        if path.count("/") > 1 or not path.rpartition("/")[2].startswith("__"):
            for spelling in sorted({path, path.replace("/", "\\"), path.replace("/", "\\\\")}):
                yield Needle(spelling, Kind.TREE_PATH, path)


def _drop_doubles(collected: Collected) -> None:
    """Keep one needle for each text; an asset outranks the rest, so that it is counted as what it is."""
    by_text: dict[str, Needle] = {}
    for needle in collected.needles:
        known = by_text.get(needle.text)
        if known is None or (needle.kind == Kind.ASSET and known.kind != Kind.ASSET):
            by_text[needle.text] = needle
    collected.needles = list(by_text.values())
