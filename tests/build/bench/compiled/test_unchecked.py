import pytest

from build.bench.compiled.unchecked import with_file
from build.electron.asar import asar
from build.errors import BuildError

FILES = {"package.json": b"{}", "out/main/index.cjs": b"start();", "out/main/check.cjs": b"check(everything);"}


def test_one_file_is_replaced_and_all_else_stays_in_its_place():
    before = asar(FILES)
    after = with_file(before, "check.cjs", b"pass();")
    assert after == before.replace(b"check(everything);", b"pass();           ")
    assert len(after) == len(before)


@pytest.mark.parametrize(("name", "text"), [("other.cjs", b""), ("main", b""), ("check.cjs", b"x" * 19)])
def test_an_app_that_checks_in_another_way_is_refused(name, text):
    with pytest.raises(BuildError, match=r"Adapt build/bench/compiled/unchecked\.py"):
        with_file(asar(FILES), name, text)
