"""A program that is for another machine is found by its headers, wherever it lies and whatever it is called."""

import struct

import pytest

from build.preflight.machines import check_machines, machines_of
from tests.build.macapp import ARM64, LIBRARY, X64, fat, macho, write
from tests.build.sign.windows.examples import small_pe

AMD64_PE = small_pe()
I386_PE = AMD64_PE.replace(struct.pack("<4sH", b"PE\0\0", 0x8664), struct.pack("<4sH", b"PE\0\0", 0x014C))


def elf(machine, *, order="<"):
    return b"\x7fELF\x02" + (b"\x01" if order == "<" else b"\x02") + bytes(10) + struct.pack(f"{order}HH", 3, machine)


PROGRAMS = {
    "linux-x64": elf(62),
    "win32-x64": AMD64_PE,
    "darwin-x64": macho(LIBRARY, processor=X64),
    "darwin-arm64": macho(LIBRARY, processor=ARM64),
}
UNIVERSAL = fat(macho(LIBRARY, processor=X64), macho(LIBRARY, processor=ARM64))


@pytest.fixture
def app(tmp_path):
    folder = tmp_path / "app Zoë 测试"
    write(folder / "notes.txt", b"MZ, but no program")
    write(folder / "empty", b"")
    write(folder / "Some.class", b"\xca\xfe\xba\xbe" + struct.pack(">I", 52) + bytes(2000))
    return folder


@pytest.mark.parametrize("target", PROGRAMS)
def test_programs_of_the_target_are_good_and_those_of_every_other_are_found(app, target):
    write(app / "lib" / "own.node", PROGRAMS[target])
    assert list(check_machines(app, target, "app.zip")) == []
    for other, program in PROGRAMS.items():
        if other != target:
            write(app / "node_modules" / other, program)
    found = [(finding.code, finding.artifact) for finding in check_machines(app, target, "app.zip")]
    others = sorted(PROGRAMS.keys() - {target})
    assert found == [("wrong-machine", f"app.zip: node_modules/{other}") for other in others]


@pytest.mark.parametrize("target", ["darwin-x64", "darwin-arm64"])
def test_a_library_for_both_kinds_of_mac_is_for_each_of_them(app, target):
    write(app / "libboth.dylib", UNIVERSAL)
    assert list(check_machines(app, target, "app.zip")) == []


@pytest.mark.parametrize(
    ("target", "program", "what"),
    [
        ("linux-x64", elf(183), "ELF AArch64"),
        ("linux-x64", elf(22, order=">"), "ELF machine 0x16"),
        ("win32-x64", I386_PE, "PE i386"),
        ("darwin-arm64", UNIVERSAL.replace(struct.pack(">I", ARM64), struct.pack(">I", 7)), "Mach-O i386"),
    ],
    ids=["AArch64", "unknown", "i386", "32-bit Mac"],
)
def test_it_is_said_what_it_is_for(app, target, program, what):
    write(app / "program", program)
    (finding,) = check_machines(app, target, "app.zip")
    assert what in finding.message


@pytest.mark.parametrize("program", [*PROGRAMS.values(), UNIVERSAL], ids=[*PROGRAMS, "universal"])
def test_a_file_that_ends_within_its_headers_is_no_code_and_no_crash(program):
    for length in range(32):
        machines_of(program[:length])
