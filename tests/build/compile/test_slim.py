from pathlib import Path

import pytest

from build.compile.slim import neutralise, settle_permissions

BASE = Path("/home/alice/.pyenv/versions/3.11.7")


@pytest.fixture
def program(tmp_path):
    return tmp_path / "program"


def neutralised(program, content, *others, base=BASE):
    program.write_bytes(content)
    count = neutralise(program, base, [Path(other) for other in others])
    changed = program.read_bytes()
    assert len(changed) == len(content)
    return count, changed


def test_the_prefix_goes_and_the_version_at_its_end_stays(program):
    count, changed = neutralised(program, b"\0/home/alice/.pyenv/versions/3.11.7\0/lib\0")
    assert count == 1
    assert changed == b"\0/" + 26 * b"_" + b"/3.11.7\0/lib\0"


def test_other_paths_go_as_a_whole(program):
    count, changed = neutralised(program, b"/jobs/acme/x /home/alice/x", "/jobs/acme", "/home/alice")
    assert count == 2
    assert changed == b"/_________/x /__________/x"


def test_what_every_machine_has_stays(program):
    content = b"/usr/share/zoneinfo:/home/x:/usr/lib"
    assert neutralised(program, content, "/home", "/opt", base=Path("/usr")) == (0, content)


def test_permissions_do_not_depend_on_those_of_the_build(tmp_path):
    program, library = tmp_path / "program", tmp_path / "lib" / "a.so"
    library.parent.mkdir(mode=0o700)
    for path, mode in ((program, 0o700), (library, 0o777)):
        path.touch()
        path.chmod(mode)
    settle_permissions(tmp_path, program)
    modes = [path.stat().st_mode & 0o777 for path in (program, library, library.parent)]
    assert modes == [0o755, 0o644, 0o755]
