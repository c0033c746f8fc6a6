import pytest

from build.stamps import Stamp, content_key


@pytest.fixture
def stamp(tmp_path):
    return Stamp("work", tmp_path / "stamps")


def test_work_is_done_only_with_the_same_inputs(stamp):
    assert not stamp.matches("a")
    stamp.write("a")
    assert stamp.matches("a")
    assert not stamp.matches("b")


def test_work_that_was_interrupted_is_not_done(stamp):
    stamp.write("a")
    stamp.clear()
    assert not stamp.matches("a")


def test_a_stamp_that_is_cut_off_counts_as_none(tmp_path, stamp):
    stamp.write("abcdef")
    (tmp_path / "stamps" / "work").write_bytes(b"abc\xff")
    assert not stamp.matches("abcdef")


def test_the_key_follows_content_names_and_facts(tmp_path):
    first, second = tmp_path / "a", tmp_path / "b"
    first.write_text("1")
    second.write_text("2")
    keys = [content_key([first, second]), content_key([first]), content_key([first], facts=["linux"])]
    assert content_key([second, first]) == keys[0]
    second.write_text("3")
    keys.append(content_key([first, second]))
    second.unlink()
    keys.append(content_key([first, second]))
    assert len(set(keys)) == len(keys)
