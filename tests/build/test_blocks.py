import pytest

from build.blocks import with_block
from build.errors import BuildError

START, END = "<!-- word:start -->", "<!-- word:end -->"


def test_only_what_is_between_the_markers_is_replaced():
    assert with_block(f"a\n{START}\nold\n{END}\nb\n", "new", "word", "x") == f"a\n{START}\nnew\n{END}\nb\n"


@pytest.mark.parametrize("text", ["", START, f"{END}{START}", f"{START}{END}{START}{END}", f"{START}{START}{END}"])
def test_a_document_without_its_markers_is_left_alone(text):
    with pytest.raises(BuildError, match="lacks its markers"):
        with_block(text, "block", "word", "page.md")
