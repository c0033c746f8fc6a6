"""The table of problem types in docs/protocol.md: all that the code can tell, and nothing else."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import backend
from backend.providers.errors import ModelErrorCode
from backend.server.guard import REFUSALS

ROOT = Path(backend.__file__).parent
PAGE = ROOT.parent / "docs" / "protocol.md"
IN_STREAM_ONLY = {"run-interrupted", "run-over", "too-many-files"}
"""They have a status in the code, as all of their kind do, and are never told on HTTP."""


def calls(path: str, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == name:
            yield node


def literal(node: ast.expr) -> object:
    return node.value if isinstance(node, ast.Constant) else None


def types_in_the_code() -> dict[str, str]:
    """Return each type with its status, empty for those of the stream."""
    found: dict[object, object] = {}
    for call in calls("problems.py", "_error"):
        status = next(literal(keyword.value) for keyword in call.keywords if keyword.arg == "status")
        found[literal(call.args[0])] = "" if literal(call.args[0]) in IN_STREAM_ONLY else status
    for call in calls("server/http_server.py", "replies.problem"):
        found[literal(call.args[1])] = literal(call.args[0])
    for call in calls("stream/incoming.py", "_refused"):
        found[literal(call.args[1])] = ""
    found |= dict.fromkeys(get_args(ModelErrorCode), "")
    found |= {verdict.value: refusal.status for verdict, refusal in REFUSALS.items()}
    return {str(code): str(status) for code, status in found.items()}


def types_in_the_page() -> list[tuple[str, str]]:
    section = PAGE.read_text(encoding="utf-8").partition("### Problem types")[2].partition("\n## ")[0]
    return re.findall(r"^\| `([a-z-]+)` \| (\d*) ?\| .+ \|$", section, re.MULTILINE)


def test_the_page_names_every_problem_type_once_in_order() -> None:
    rows = types_in_the_page()
    assert dict(rows) == types_in_the_code()
    assert [name for name, _ in rows] == sorted({name for name, _ in rows})
