import io
import os
import tarfile

import zstandard

from build.bench.compiled.sizes import compressed, unpacked


def build(folder):
    (folder / "lib").mkdir(parents=True)
    (folder / "program").write_bytes(b"x" * 1000)
    (folder / "lib" / "module").write_bytes(os.urandom(500))
    return folder


def test_the_size_is_that_of_all_files(tmp_path):
    folder = build(tmp_path / "build")
    assert unpacked(folder) == 1500
    assert unpacked(folder / "program") == 1000


def test_the_download_is_the_tar_stream_compressed(tmp_path):
    folder = build(tmp_path / "build")
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        tar.add(folder, arcname="build")
    expected = len(zstandard.compress(packed.getvalue(), 19))
    # What the tar says of owners and times is left out, so the sizes are not the same to the byte.
    assert abs(compressed(folder) - expected) < 200
    assert 500 < compressed(folder) < 1000


def test_the_size_does_not_depend_on_who_built_it_and_when(tmp_path):
    folder = build(tmp_path / "build")
    first = compressed(folder)
    os.utime(folder / "program", (1, 1))
    assert compressed(folder) == first
