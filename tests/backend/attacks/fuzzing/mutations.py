"""Inputs that are nearly right: seeds, with pieces cut out, put in, doubled and flipped."""

from hypothesis import strategies as st

_SPICE = (
    *(b"\0", b"\r\n", b"\n\n", b'"', b"\\", b"{", b"}", b"[", b"]", b":", b",", b"/", b"..", b"data:"),
    *(b"\xff\xfe", b"\xed\xa0\x80", b"\xe2\x80\xae", b"\x80" * 9, b"%00"),
    *(b"null", b"true", b"1e999", b"-1", b"9" * 40, b"__proto__"),
)

Edit = tuple[str, int, int, bytes]
_EDITS: st.SearchStrategy[Edit] = st.tuples(
    st.sampled_from(["cut", "put", "double", "flip"]),
    st.integers(0, 4000),
    st.integers(0, 40),
    st.one_of(st.sampled_from(_SPICE), st.binary(max_size=12)),
)


def nearly(*seeds: bytes) -> st.SearchStrategy[bytes]:
    """Return a strategy of seeds with up to eight edits, and of any bytes at all."""
    return st.one_of(st.builds(_edited, st.sampled_from(seeds), st.lists(_EDITS, max_size=8)), st.binary(max_size=200))


def _edited(data: bytes, edits: list[Edit]) -> bytes:
    for kind, place, length, piece in edits:
        start = place % (len(data) + 1)
        chosen = data[start : start + length]
        match kind:
            case "cut":
                data = data[:start] + data[start + length :]
            case "put":
                data = data[:start] + piece + data[start:]
            case "double":
                data = data[:start] + chosen * 2 + data[start + length :]
            case _:
                flipped = bytes(byte ^ (1 << length % 8) for byte in chosen)
                data = data[:start] + flipped + data[start + length :]
    return data
