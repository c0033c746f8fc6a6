import ast

import pytest

from build.audit.canary import PATTERN, plant_canary, with_canary
from build.errors import BuildError

SOURCE = '''"""Über a module,

on three lines."""
import os


class Thing:
    """Of a kind."""

    def act(self):
        \'\'\'Act\tup: \\\\ and "quotes".\'\'\'
        return os.sep
    def idle(self): "One line."; return 1
x = "no docstring"'''


def places(text):
    tree = ast.parse(text)
    return [(type(node).__name__, node.lineno) for node in ast.walk(tree) if hasattr(node, "lineno")]


def test_no_line_gets_another_number_and_nothing_else_changes():
    planted = with_canary(SOURCE, "never-ships-0")
    trees = ast.parse(SOURCE), ast.parse(planted)
    end = trees[1].body.pop()
    assert isinstance(end, ast.Assert)
    lines = [[node.lineno for node in ast.walk(tree) if isinstance(node, ast.stmt)] for tree in trees]
    assert lines[0] == lines[1]
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                node.value = node.value.replace(" never-ships-0", "")
    assert ast.dump(trees[0]) == ast.dump(trees[1])


def test_it_stands_in_every_docstring_in_a_comment_and_in_an_assertion():
    planted = with_canary(SOURCE, "never-ships-0")
    assert planted.count("never-ships-0") == 4 + 2


@pytest.mark.parametrize(
    "text", ["", "x = 1", "# only a comment\n", "def f(): ...\n", "from __future__ import annotations"]
)
def test_modules_of_any_kind_stay_modules(text):
    compile(with_canary(text, "never-ships-0"), "x.py", "exec")


def test_it_compiles_away(tmp_path):
    (tmp_path / "module.py").write_text(SOURCE, encoding="utf-8")
    word = plant_canary(tmp_path)
    assert PATTERN.fullmatch(word.encode())
    text = (tmp_path / "module.py").read_text(encoding="utf-8")
    code = compile(text, "x.py", "exec", optimize=2)
    assert word in text
    assert word not in str([code.co_consts, *(getattr(constant, "co_consts", ()) for constant in code.co_consts)])


def test_the_same_inputs_give_the_same_word_and_others_another(tmp_path):
    words = []
    for number, text in enumerate((SOURCE, SOURCE, SOURCE + "\n")):
        stage = tmp_path / str(number) / "backend"
        stage.mkdir(parents=True)
        (stage / "module.py").write_text(text, encoding="utf-8")
        words.append(plant_canary(tmp_path / str(number)))
    assert words[0] == words[1] != words[2]


def test_a_stage_that_has_one_already_is_refused(tmp_path):
    with pytest.raises(BuildError):
        plant_canary(tmp_path)
    (tmp_path / "module.py").write_text(SOURCE, encoding="utf-8")
    plant_canary(tmp_path)
    with pytest.raises(BuildError):
        plant_canary(tmp_path)
