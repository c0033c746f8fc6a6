import pytest

from build.electron.dist import electron_dist
from build.errors import BuildError
from build.package.fuses import NAMES, SENTINEL, known_to, read_fuses, require_fuses
from build.platforms import electron_executable, this_target


def program(tmp_path, *wires):
    file = tmp_path / "program"
    file.write_bytes(b"\x7fELF" + b"code" * 100 + b"more".join(wires) + b"end")
    return file


def wire(states, version=1, length=None):
    return SENTINEL + bytes([version, len(states) if length is None else length]) + states.encode()


def test_every_fuse_is_read_by_its_place():
    assert len(NAMES) == 8


def test_states_are_read(tmp_path):
    found = read_fuses(program(tmp_path, wire("10r0")))
    assert list(found.items()) == [
        ("runAsNode", "on"),
        ("enableCookieEncryption", "off"),
        ("enableNodeOptionsEnvironmentVariable", "removed"),
        ("enableNodeCliInspectArguments", "off"),
    ]


def test_fuses_that_an_electron_lacks_are_not_asked_for(tmp_path):
    asked = {"runAsNode": False, "grantFileProtocolExtraPrivileges": False}
    assert known_to(program(tmp_path, wire("1011000")), asked) == {"runAsNode": False}
    assert known_to(program(tmp_path, wire("10110001")), asked) == asked
    assert known_to(program(tmp_path, wire("101100010")), asked) == asked


def test_a_universal_program_has_two_wires_that_must_agree(tmp_path):
    assert read_fuses(program(tmp_path, wire("01"), wire("01")))["enableCookieEncryption"] == "on"
    with pytest.raises(BuildError, match="no fuse wire"):
        read_fuses(program(tmp_path, wire("01"), wire("00")))


@pytest.mark.parametrize("content", [b"", wire("01", version=2), SENTINEL], ids=["none", "another version", "cut off"])
def test_what_cannot_be_read_is_an_error(tmp_path, content):
    file = tmp_path / "program"
    file.write_bytes(b"code" + content)
    with pytest.raises(BuildError, match="no fuse wire"):
        read_fuses(file)


@pytest.mark.parametrize(
    ("states", "complaint"),
    [("11", "runAsNode is on"), ("r1", "runAsNode is removed"), ("0", "enableCookieEncryption is not there")],
)
def test_a_fuse_that_is_not_as_asked_stops_the_build(tmp_path, states, complaint):
    asked = {"runAsNode": False, "enableCookieEncryption": True}
    with pytest.raises(BuildError, match=complaint):
        require_fuses(program(tmp_path, wire(states)), asked)
    require_fuses(program(tmp_path, wire("01")), asked)


def test_the_electron_in_place_has_a_wire_that_this_tooling_reads():
    found = read_fuses(electron_dist() / electron_executable(this_target()))
    assert found["runAsNode"] == "on"
    assert set(NAMES[:7]) <= found.keys()
