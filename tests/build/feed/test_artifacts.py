"""Which files of a folder are a version's."""

from build.feed.artifacts import Release

FILES = (
    "zoe-1.2.0-linux-x64.deb",
    "zoe-1.2.0-mac-arm64.zip.blockmap",
    "zoe-1.2.0-win-x64.cdx.json",
    "zoe-1.2.0-beta.1-linux-x64.deb",
    "zoe-1.2.0-beta.1-win-x64.exe",
    "zoe-1.2.1-linux-x64.deb",
    "preflight-linux-x64.json",
    "latest.yml",
)


def test_a_version_has_no_files_of_its_betas_or_of_anything_else_that_lies_there(tmp_path):
    for name in FILES:
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "zoe-1.2.0-linux-x64-unpacked").mkdir()
    assert {file.name for file in Release(tmp_path, "zoe", "1.2.0").files()} == set(FILES[:3])
    assert {file.name for file in Release(tmp_path, "zoe", "1.2.0-beta.1").files()} == set(FILES[3:5])
