"""What of a Python module must not ship: docstrings, comments, lines of source, prompts that stand in code."""

import ast
import io
import re
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType
from typing import Final, TypeGuard

from build.audit import pieces
from build.audit.needles import Kind, Needle

MORE_THAN: Final = 20
"""Comments of at most this many characters say nothing of the vendor's."""

SHORTEST_LINE: Final = 32
"""Shorter lines of source (`return None`, `def close(self) -> None:`) are everybody's."""

_PROMPT_NAME: Final = re.compile(r"(?:^|_)(?:prompt|instructions?|system_message)s?(?:$|_)", re.IGNORECASE)
_IMPORT: Final = re.compile(r"(?:from\s+(\w+)[\w.]*\s+import|import\s+(\w+))\b")


@dataclass
class Module:
    """A module of the vendor's.

    Attributes:
        name: its full name.
        path: below the root of the tree, with ``/``.
        shape: the names of what it defines at its top level, in order.
        names: what it uses and defines at its top level, without what every module has.
        definitions: how many functions and classes it has, nested ones included.
        docstrings: all of them, whole.
        constants: every other text in it: messages, keys, SQL; the program needs these when it runs.
        needles: pieces of what must not ship.
    """

    name: str
    path: str
    shape: tuple[str, ...] = ()
    names: frozenset[str] = frozenset()
    definitions: int = 0
    docstrings: set[str] = field(default_factory=set)
    constants: set[str] = field(default_factory=set)
    needles: list[Needle] = field(default_factory=list)


def read_module(root: Path, path: Path, packages: frozenset[str]) -> Module:
    """What is in a module.

    Args:
        root: the folder that its package lies in.
        path: its file.
        packages: the vendor's top-level packages; imports of others are everybody's lines.
    """
    text = path.read_text(encoding="utf-8")
    relative = path.relative_to(root).as_posix()
    module = Module(relative.removesuffix(".py").removesuffix("/__init__").replace("/", "."), relative)
    tree = ast.parse(text)
    code = compile(tree, relative, "exec")
    module.shape = shape_of(constant.co_name for constant in code.co_consts if _is_code(constant))
    module.names = names_of(code.co_names)
    module.definitions = sum(isinstance(node, _DEFINITIONS) for node in ast.walk(tree))
    docstrings = _docstrings(tree)
    module.docstrings = {str(node.value) for node in docstrings}
    module.constants = set(_constants(tree, docstrings))
    module.needles = [
        *_docstring_pieces(relative, docstrings),
        *_comments(relative, text),
        *_prompts(relative, tree),
        *_source_lines(relative, text, packages),
    ]
    return module


def shape_of(names: Iterable[str]) -> tuple[str, ...]:
    """The definitions among the code objects of a module; names such as ``<lambda>`` are no definitions."""
    return tuple(name for name in names if not name.startswith(("<", "__annotate")))


def names_of(names: Iterable[str]) -> frozenset[str]:
    """The names of a module's top level that tell it from others."""
    return frozenset(name for name in names if not name.startswith("__"))


def _is_code(value: object) -> TypeGuard[CodeType]:
    return isinstance(value, CodeType)


_DEFINITIONS: Final = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def _docstrings(tree: ast.Module) -> list[ast.Constant]:
    owners = (node for node in ast.walk(tree) if isinstance(node, (ast.Module, *_DEFINITIONS)) and node.body)
    values = (node.body[0].value for node in owners if isinstance(node.body[0], ast.Expr))
    return [value for value in values if isinstance(value, ast.Constant) and isinstance(value.value, str)]


def _constants(tree: ast.Module, docstrings: list[ast.Constant]) -> Iterator[str]:
    aside = {id(node) for node in docstrings}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in aside:
            if isinstance(node.value, str):
                yield node.value
            elif isinstance(node.value, bytes):
                yield node.value.decode("latin-1")


def _docstring_pieces(path: str, docstrings: list[ast.Constant]) -> Iterator[Needle]:
    for node in docstrings:
        for number, piece in pieces.lines(str(node.value)):
            yield Needle(piece, Kind.DOCSTRING, f"{path}:{node.lineno + number}")


def _comments(path: str, text: str) -> Iterator[Needle]:
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        comment = token.string.lstrip("#: ").rstrip()
        if token.type == tokenize.COMMENT and len(comment) > MORE_THAN:
            yield Needle(comment[: pieces.LONGEST], Kind.COMMENT, f"{path}:{token.start[0]}")


def _prompts(path: str, tree: ast.Module) -> Iterator[Needle]:
    """Texts that a name calls a prompt: what it stands for, is given as, has as its default, or returns."""
    for node in ast.walk(tree):
        for name, value in _named_values(node):
            if value is not None and _PROMPT_NAME.search(name):
                for part in ast.walk(value):
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        for number, piece in pieces.chunks(part.value):
                            yield Needle(piece, Kind.PROMPT, f"{path}:{part.lineno + number}")


def _named_values(node: ast.AST) -> Iterator[tuple[str, ast.expr | None]]:
    match node:
        case ast.Assign(targets=targets, value=value):
            yield from ((_name(target), value) for target in targets)
        case ast.AnnAssign(target=target, value=value) | ast.AugAssign(target=target, value=value):
            yield _name(target), value
        case ast.keyword(arg=str(name), value=value):
            yield name, value
        case ast.Dict(keys=keys, values=values):
            yield from ((_name(key), value) for key, value in zip(keys, values, strict=True))
            if any(isinstance(value, ast.Constant) and value.value == "system" for value in values):
                yield "system_message", node  # a message in the form that the interfaces of models take
        case ast.arguments():
            ordinary = [*node.posonlyargs, *node.args]
            with_default = [*ordinary[len(ordinary) - len(node.defaults) :], *node.kwonlyargs]
            defaults = zip(with_default, [*node.defaults, *node.kw_defaults], strict=True)
            yield from ((argument.arg, default) for argument, default in defaults)
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            yield from ((name, inner.value) for inner in ast.walk(node) if isinstance(inner, ast.Return | ast.Yield))


def _name(node: ast.expr | None) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.Constant(value=str(name)):
            return name
        case ast.Subscript(slice=key):
            return _name(key)
    return ""


def _source_lines(path: str, text: str, packages: frozenset[str]) -> Iterator[Needle]:
    for number, line in pieces.lines(text, SHORTEST_LINE):
        imported = _IMPORT.match(line)
        foreign = imported and (imported[1] or imported[2]) not in packages
        if not line.startswith("#") and not foreign:
            yield Needle(line, Kind.SOURCE, f"{path}:{number + 1}")
