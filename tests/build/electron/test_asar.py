import hashlib
import json
import struct

from build.electron.asar import BLOCK_SIZE, asar
from build.electron.test_runtime import default_app


def read_asar(data: bytes) -> dict[str, bytes]:
    """A reader by the format's description, sharing nothing with the writer."""
    size_of_size, header_size, _, json_size = struct.unpack_from("<IIII", data)
    assert size_of_size == 4
    tree = json.loads(data[16 : 16 + json_size])
    body = data[8 + header_size :]
    files = {}

    def walk(folder, prefix):
        for name, entry in folder["files"].items():
            if "files" in entry:
                walk(entry, f"{prefix}{name}/")
                continue
            start = int(entry["offset"])
            content = body[start : start + entry["size"]]
            blocks = [content[at : at + BLOCK_SIZE] for at in range(0, len(content), BLOCK_SIZE)] or [b""]
            assert entry["integrity"]["hash"] == hashlib.sha256(content).hexdigest()
            assert entry["integrity"]["blocks"] == [hashlib.sha256(block).hexdigest() for block in blocks]
            files[f"{prefix}{name}"] = content

    walk(tree, "")
    return files


def test_what_is_written_can_be_read_back():
    files = {
        "package.json": b"{}",
        "empty": b"",
        "lib/deep/Zoë 测试.js": b"1",
        "large": b"x" * (BLOCK_SIZE + 1),
    }
    assert read_asar(asar(files)) == files


def test_the_body_starts_at_a_multiple_of_four_whatever_the_header():
    for length in range(1, 9):
        _, header_size, payload_size, _ = struct.unpack_from("<IIII", asar({"n" * length: b"x"}))
        assert header_size % 4 == 0
        assert header_size == payload_size + 4


def test_the_default_app_names_a_main_file_that_is_in_it():
    files = read_asar(default_app())
    assert json.loads(files["package.json"])["main"] in files
