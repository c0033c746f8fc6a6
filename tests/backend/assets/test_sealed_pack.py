"""The sealed pack: what it gives back, and that nothing of it can be changed."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.assets.key import EmbeddedKey, derive_key
from backend.assets.pack import PREFIX, Header, parse_header
from backend.assets.sealed_pack import SealedPack, open_pack
from backend.assets.source import AssetNotFoundError
from backend.errors import EXIT_INTERNAL, BackendError
from build.seal.sealing import Product
from tests.backend.assets.packs import PRODUCT, TEXTS, build, opened, resealed, seal_of

NAMES = st.tuples(st.sampled_from(["backend", "acme"]), st.text(min_size=1, max_size=20))
BUILT = build()
SEAL = seal_of(BUILT)


def refusal(action):
    with pytest.raises(BackendError) as raised:
        action()
    assert raised.value.exit_code == EXIT_INTERNAL
    assert raised.value.remedy
    return raised.value.code


def verified(pack):
    """Open all of a pack whose digest is taken for right."""
    seal = resealed(SEAL, pack)
    SealedPack(pack, seal, EmbeddedKey(seal.shares)).verify()


def changes(pack):
    """Yield the pack with each of its bytes changed, in three ways."""
    for position, byte in enumerate(pack):
        for other in {byte ^ 1, byte ^ 0x80, 0} - {byte}:
            yield bytes([*pack[:position], other, *pack[position + 1 :]])


@given(st.dictionaries(NAMES, st.text(max_size=300), max_size=5))
def test_every_text_comes_back_as_it_was(texts):
    built = build(texts)
    pack = SealedPack(built.pack, seal_of(built), EmbeddedKey(seal_of(built).shares))
    pack.verify()
    assert {name: pack.read(*name) for name in texts} == texts
    assert pack.made_for == (PRODUCT.id, PRODUCT.version)


def test_names_are_found_by_folder(tmp_path):
    pack = opened(tmp_path / "p", BUILT.pack, SEAL)
    assert pack.names("acme", "prompts") == ("prompts/a.md",)
    assert pack.names("backend", "agents/prompts") == ("agents/prompts/b.md",)
    assert pack.names("backend", "agents") == pack.names("backend", "prompts") == pack.names("nobody", "") == ()
    with pytest.raises(AssetNotFoundError, match=r"acme has no asset “agents/prompts/b\.md”"):
        pack.read("acme", "agents/prompts/b.md")


def test_a_changed_byte_is_refused_wherever_it_is(tmp_path):
    for pack in changes(BUILT.pack):
        code = refusal(lambda pack=pack: opened(tmp_path / "p", pack, SEAL))
        # A changed letter of the version makes another version.
        assert code in {"assets-damaged", "assets-version"}


def test_a_changed_byte_is_found_even_by_one_who_takes_the_digest_for_right():
    for pack in changes(BUILT.pack):
        assert refusal(lambda pack=pack: verified(pack)) == "assets-damaged"


def test_a_part_of_it_is_refused(tmp_path):
    for length in range(len(BUILT.pack)):
        assert refusal(lambda length=length: opened(tmp_path / "p", BUILT.pack[:length], SEAL)) == "assets-damaged"
        assert refusal(lambda length=length: verified(BUILT.pack[:length])) == "assets-damaged"


def test_more_than_it_is_refused(tmp_path):
    assert refusal(lambda: opened(tmp_path / "p", BUILT.pack + b"\0", SEAL)) == "assets-damaged"
    assert refusal(lambda: verified(BUILT.pack + b"\0")) == "assets-damaged"


def pack_with_header(header):
    return PREFIX.pack(b"sealed\r\n", 1, len(header)) + header


@pytest.mark.parametrize(
    "header",
    [
        b"[" * 200_000,
        b'{"product": ' + b"[" * 200_000,
        b"7",
        b"[]",
        b"\xff",
        b'{"product": "p", "version": "1", "assets": null}',
        b'{"product": "p", "version": "1", "assets": [7]}',
        b'{"product": "p", "version": "1", "assets": [["a", "b", 1, -16]]}',
        b'{"product": "p", "version": "1", "assets": [["a", "b", 1, 1e400]]}',
        b'{"product": "p", "version": "1", "assets": [["a", "b", 1, ' + b"9" * 5000 + b"]]}",
        b'{"product": {}, "version": "1", "assets": []}',
        b'{"product": "p", "version": "\\ud800", "assets": []}',
        b'{"product": "p", "version": "\\u001b[2J", "assets": []}',
        b'{"product": "' + b"p" * 201 + b'", "version": "1", "assets": []}',
    ],
    ids=range(14),
)
def test_a_header_of_any_kind_is_refused_as_damaged(header, tmp_path):
    assert refusal(lambda: opened(tmp_path / "p", pack_with_header(header), SEAL)) == "assets-damaged"
    assert refusal(lambda: verified(pack_with_header(header))) == "assets-damaged"


@pytest.mark.skipif(sys.platform == "win32", reason="needs Linux or macOS: a file without the content that it claims")
def test_one_that_is_larger_than_any_is_not_read_to_its_end(tmp_path):
    with (tmp_path / "p").open("wb") as file:
        file.truncate(1 << 40)
    assert refusal(lambda: open_pack(tmp_path / "p", SEAL, EmbeddedKey(SEAL.shares))) == "assets-damaged"


def test_swapped_names_are_found():
    swapped = BUILT.pack.replace(b"acme", b"aaaa").replace(b"backend", b"acmexxx")
    assert parse_header(swapped).entries[0].package == "aaaa"
    assert refusal(lambda: verified(swapped)) == "assets-damaged"


def test_swapped_contents_are_found():
    built = build({("backend", "a"): "one text", ("backend", "b"): "two text"})
    header: Header = parse_header(built.pack)
    first, second = (built.pack[entry.start : entry.end] for entry in header.entries)
    assert len(first) == len(second)
    swapped = header.preamble + second + first
    seal = resealed(seal_of(built), swapped)
    assert refusal(SealedPack(swapped, seal, EmbeddedKey(seal.shares)).verify) == "assets-damaged"


def test_a_missing_one_is_told_as_such(tmp_path):
    source = EmbeddedKey(SEAL.shares)
    assert refusal(lambda: open_pack(tmp_path / "p", SEAL, source)) == "assets-missing"
    assert refusal(lambda: open_pack(tmp_path, SEAL, source)) == "assets-missing"


@pytest.mark.parametrize("product", [Product("product", "1.2.4"), Product("other", "1.2.3")])
def test_one_of_another_version_or_product_is_told_as_such(product, tmp_path):
    with pytest.raises(BackendError, match=f"product 1.2.3, but its assets are for {product.id} {product.version}"):
        opened(tmp_path / "p", build(product=product).pack, SEAL)


def test_a_program_of_another_version_cannot_make_the_key():
    ours = derive_key(EmbeddedKey(SEAL.shares), b"preamble", "product", "1.2.3")
    assert ours != derive_key(EmbeddedKey(SEAL.shares), b"preamble", "product", "1.2.4")
    assert ours != derive_key(EmbeddedKey(SEAL.shares), b"preamblf", "product", "1.2.3")


def test_the_format_is_as_it_is_described():
    pack = BUILT.pack
    magic, version, length = PREFIX.unpack_from(pack)
    header = parse_header(pack)
    assert (magic, version, PREFIX.size) == (b"sealed\r\n", 1, 14)
    assert header.preamble == pack[: 14 + length]
    assert (header.product, header.version) == ("product", "1.2.3")
    assert [(entry.package, entry.name) for entry in header.entries] == list(TEXTS)
    assert [entry.size for entry in header.entries] == [len(text.encode()) for text in TEXTS.values()]
    assert header.entries[0].start == 14 + length
    assert header.entries[-1].end == len(pack)
    assert b"kind" not in pack
