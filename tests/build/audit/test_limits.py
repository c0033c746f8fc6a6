"""A payload is untrusted: it can be damaged or made to exhaust the search, and neither is taken for clean."""

import gzip
import io
import json
import marshal
import struct
import zipfile
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from build.audit.limits import Limits
from build.audit.marshal_reader import module_codes
from build.audit.nuitka_blob import read_blob
from build.electron.asar import asar
from tests.build.audit.world import CONTAINERS, in_a_program, module_bytecode, nuitka_blob, searched, vendor, zipped

SMALL = Limits(depth=4, stream=100_000, total=300_000, members=50)


@pytest.fixture(scope="module")
def owner(tmp_path_factory):
    return vendor(tmp_path_factory.mktemp("checkout"))


@pytest.mark.parametrize("container", [name for name in CONTAINERS if name not in {"plain file", "inside a program"}])
def test_a_bomb_is_not_unpacked_and_is_told(owner, container):
    bomb = CONTAINERS[container](bytes(1_000_000))
    if len(bomb) > 500_000:
        bomb = zlib.compress(bomb)
    result = searched(owner, bomb, SMALL)
    assert result.ledger.unpacked <= SMALL.total
    assert result.ledger.not_searched


def test_containers_inside_each_other_have_an_end(owner):
    data = b"the innermost"
    for _ in range(10):
        data = zipped(data)
    result = searched(owner, data, SMALL)
    assert ["inside each other" in why for why in result.ledger.not_searched.values()] == [True]


def test_a_container_of_too_many_things_is_told(owner):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(100):
            archive.writestr(f"{number}.txt", b"")
    assert searched(owner, file.getvalue(), SMALL).ledger.not_searched


def test_a_zip_that_lies_about_its_sizes_costs_nothing(owner):
    data = bytearray(zipped(bytes(1_000_000)))
    directory = data.rindex(b"PK\x01\x02")
    struct.pack_into("<I", data, directory + 24, 10)
    result = searched(owner, bytes(data), SMALL)
    assert result.ledger.unpacked <= SMALL.total
    assert result.ledger.not_searched


@pytest.mark.parametrize(
    "damaged",
    [
        gzip.compress(b"some text that is long enough to be cut off in the middle" * 20)[:60],
        zipped(b"x" * 1000)[:40] + bytes(40) + zipped(b"x" * 1000)[80:],
        asar({"main.js": b"start();"}).replace(b'"offset":"0"', b'"offset":"9"'),
        asar({"main.js": b"start();"}).replace(b'"size":8', b'"size":x'),
        b"PYZ\0" + bytes(4) + struct.pack(">I", 12) + b"\xff" * 20,
    ],
    ids=[
        "gzip cut off",
        "zip overwritten",
        "asar beyond its end",
        "asar with a broken header",
        "PYZ with a broken table",
    ],
)
def test_a_damaged_container_is_told(owner, damaged):
    assert searched(owner, damaged).ledger.not_searched


def test_an_encrypted_zip_is_told(owner):
    data = bytearray(zipped(b"secret" * 100))
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    assert "encrypted" in str(searched(owner, bytes(data)).ledger.not_searched)


def test_what_stands_before_the_damage_is_searched(owner):
    leak = b"The discount must never fall below what the partner pays." + bytes(range(256)) * 40
    cut = zlib.compress(leak)[:200]
    assert searched(owner, in_a_program(cut)).findings


@pytest.mark.parametrize(
    "signature", [b"x\x9c", b"\x1f\x8b\x08", b"PK\x03\x04", b"(\xb5/\xfd", b"]\0\0", b".bytecode\0"]
)
def test_signatures_without_end_do_not_hang(owner, signature):
    searched(owner, signature * 40_000)


@pytest.mark.parametrize("tag", [b"(\xff\xff\xff\x7f", b")\xff" * 300, b"[\xff\xff\xff\xff", b"{" * 500])
def test_marshalled_sizes_that_lie_are_refused(owner, tag):
    code = bytearray(marshal.dumps(compile("", "x", "exec")))
    assert list(module_codes(bytes(code[:25]) + tag)) == []


DAMAGE = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=20)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(container=st.sampled_from(sorted(CONTAINERS)), damage=DAMAGE, kept=st.floats(0.1, 1))
def test_damage_anywhere_never_crashes(owner, container, damage, kept):
    data = bytearray(CONTAINERS[container](module_bytecode() + b"some text of nobody's " * 50))
    for place, byte in damage:
        data[int(place * len(data))] = byte
    searched(owner, bytes(data[: int(kept * len(data))]), SMALL)


@settings(max_examples=100, deadline=None)
@given(data=st.binary(max_size=400))
def test_no_bytes_crash_the_parsers(data):
    list(module_codes(b"\xe3" + bytes(12) + data))
    list(module_codes(module_bytecode()[:60] + data))
    read_blob(nuitka_blob(data))


def test_json_without_end_is_no_source_map(owner):
    searched(owner, b'{"mappings": "", "sources": ' + b"[" * 100_000)
    searched(owner, json.dumps({"mappings": "", "sources": [{}, None, 7]}).encode())
