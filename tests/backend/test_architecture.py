"""The arrows between the packages of the backend, as docs/architecture.md draws them: one way only."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import backend

ROOT = Path(backend.__file__).parent

SHARED = {"errors", "problems"}
"""Modules that everything above the leaves may use: errors and what clients are told of them."""

ARROWS = {
    "protocol": set(),
    "workspace": set(),
    "assets": {"errors", "installation"},
    "providers": {"assets"},
    "secrets": {"errors"},
    "store": {"protocol"} | SHARED,
    "agents": {"providers", "workspace", "assets", "errors"},
    "plugins": {"agents", "errors", "installation"},
    "runs": {"agents", "providers", "store", "secrets", "protocol"} | SHARED,
    "stream": {"runs", "agents", "store", "protocol"} | SHARED,
    "api": {"stream", "runs", "agents", "providers", "store", "secrets", "protocol"} | SHARED,
    "errors": set(),
    "problems": {"protocol"},
    "installation": set(),
    "product": {"errors", "installation"},
    "logs": set(),
}
"""From each part to those that it may import; ``server`` composes, and may import them all."""

SERVERS_OF_HTTP = {"fastapi", "starlette", "uvicorn", "websockets", "h11"}
KNOW_HTTP = {"api", "stream", "server"}


def modules(part: str) -> list[Path]:
    file = ROOT / f"{part}.py"
    return [file] if file.is_file() else sorted((ROOT / part).rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    """Yield the full name of each module that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} has a relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def parts_imported(part: str) -> set[str]:
    names = (name.split(".") for path in modules(part) for name in imported(path))
    return {name[1] for name in names if name[0] == "backend" and len(name) > 1} - {part}


@pytest.mark.parametrize("part", ARROWS)
def test_a_part_imports_only_what_lies_below_it(part: str) -> None:
    assert parts_imported(part) <= ARROWS[part]


def test_every_part_has_its_place() -> None:
    files = {path.stem for path in ROOT.glob("*.py")} - {"__init__", "__main__"}
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert files | packages == {*ARROWS, "server"}


def test_the_arrows_have_no_circle() -> None:
    left = {part: set(below) for part, below in ARROWS.items()}
    while left:
        leaves = {part for part, below in left.items() if not below & left.keys()}
        assert leaves, f"a circle among {sorted(left)}"
        left = {part: below for part, below in left.items() if part not in leaves}


@pytest.mark.parametrize("part", sorted(ARROWS.keys() - KNOW_HTTP))
def test_what_lies_below_the_interface_knows_nothing_of_http(part: str) -> None:
    used = {name.split(".")[0] for path in modules(part) for name in imported(path)}
    assert used & SERVERS_OF_HTTP == set()
