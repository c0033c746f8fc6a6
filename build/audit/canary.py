"""The canary: a word that the build plants in its copy of the source, where all that compiles away stands.

It stands in docstrings, comments and messages of assertions. If the payload has it in any form, then the protection
failed for whatever else stands in such places, known to the audit or not.
"""

import ast
import hashlib
import re
from pathlib import Path
from typing import Final

from build.errors import BuildError

PREFIX: Final = "never-ships-"
PATTERN: Final = re.compile(rb"never-ships-([0-9a-f]{32})")


def plant_canary(stage: Path) -> str:
    """Plant the canary in every module below a staged copy of the source; the word.

    The word follows from the staged content, so that the same inputs make the same build. No line gets another number.

    Raises:
        BuildError: there is nothing to plant it in, or it was planted before.
    """
    modules = sorted(stage.rglob("*.py"))
    texts = {path: path.read_text(encoding="utf-8") for path in modules}
    if not texts or any(PREFIX in text for text in texts.values()):
        raise BuildError("canary", f"{stage} is no fresh copy of the source.", "Stage it anew, then plant the canary.")
    digest = hashlib.sha256()
    for path, text in texts.items():
        digest.update(f"{path.relative_to(stage).as_posix()}\0{len(text)}\0{text}".encode())
    word = f"{PREFIX}{digest.hexdigest()[:32]}"
    for path, text in texts.items():
        path.write_text(with_canary(text, word), encoding="utf-8", newline="\n")
    return word


def with_canary(text: str, word: str) -> str:
    """A module's text with the word in every docstring, in a comment, and in an assertion at its end."""
    lines = re.split(r"(?<=\n)", text)
    # From the last to the first: what is changed does not move what is still to come.
    for node in sorted(_docstrings(ast.parse(text)), key=lambda node: (node.lineno, node.col_offset), reverse=True):
        _replace(lines, node, f"{ast.literal_eval(node)} {word}")
    body = "".join(lines)
    end = "" if not body or body.endswith("\n") else "\n"
    return f'{body}{end}assert __name__, "{word}"  # {word}\n'


def _docstrings(tree: ast.Module) -> list[ast.Constant]:
    owners = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    first = (node.body[0] for node in ast.walk(tree) if isinstance(node, owners) and node.body)
    values = (statement.value for statement in first if isinstance(statement, ast.Expr))
    return [value for value in values if isinstance(value, ast.Constant) and isinstance(value.value, str)]


def _replace(lines: list[str], node: ast.Constant, value: str) -> None:
    """Put another text in the place of a string, over as many lines as it had."""
    first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
    head = lines[first].encode()[: node.col_offset].decode()
    tail = lines[last].encode()[node.end_col_offset :].decode()
    lines[first : last + 1] = [f"{head}{value!r}{tail.rstrip()}\n", *["\n"] * (last - first)]
