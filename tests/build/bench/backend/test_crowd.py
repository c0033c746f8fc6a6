import pytest

from build.bench.backend.crowd import Seen, frames, masked_text
from build.bench.backend.streams import slowest


def frame(payload: bytes) -> bytes:
    length = len(payload)
    if length < 126:
        return bytes([0x81, length]) + payload
    if length < 65536:
        return bytes([0x81, 126]) + length.to_bytes(2) + payload
    return bytes([0x81, 127]) + length.to_bytes(8) + payload


PAYLOADS = [b"", b"a", b"b" * 125, b"c" * 126, b"d" * 65535, b"e" * 65536, b"f"]


@pytest.mark.parametrize("step", [1, 7, 4096, 10**6])
def test_frames_are_found_however_the_bytes_come(step):
    sent, buffer = b"".join(map(frame, PAYLOADS)), bytearray()
    found: list[bytes] = []
    for start in range(0, len(sent), step):
        buffer += sent[start : start + step]
        found += frames(buffer)
    assert found == [payload[:200] for payload in PAYLOADS]
    assert not buffer


def test_a_question_is_masked_as_a_client_must():
    assert masked_text(b"hi") == b"\x81\x82\0\0\0\0hi"
    assert masked_text(b"x" * 300) == b"\x81\xfe\x01\x2c\0\0\0\0" + b"x" * 300
    with pytest.raises(ValueError, match="too long"):
        masked_text(b"x" * 70_000)


def test_the_slowest_stream_is_told_in_units_of_the_median():
    assert slowest([Seen(0.1, 1.0), Seen(0.1, 1.0), Seen(0.1, 4.0)]) == 0.25
