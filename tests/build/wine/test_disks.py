"""A disk for each test: what one of them changes, no other sees."""

import pytest

from build.wine import disks


@pytest.fixture
def untouched(tmp_path, monkeypatch):
    monkeypatch.setattr(disks, "ROOT", tmp_path)
    folder = tmp_path / "disks" / "untouched"
    for name in ("system.reg", "drive_c/windows/win.ini", "drive_c/windows/system32/shell32.dll"):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("untouched", encoding="utf-8")
    (folder / "dosdevices").mkdir()
    (folder / "dosdevices" / "c:").symlink_to("../drive_c")
    return folder


def test_what_is_written_on_a_disk_in_place_stays_there(untouched):
    disk = disks.new_disk("one")
    for name in ("system.reg", "drive_c/windows/win.ini"):
        with (disk / name).open("r+", encoding="utf-8") as file:
            file.write("changed")
        assert (untouched / name).read_text(encoding="utf-8") == "untouched"


def test_the_systems_files_take_no_room_again(untouched):
    name = "drive_c/windows/system32/shell32.dll"
    assert (disks.new_disk("one") / name).samefile(untouched / name)


def test_the_disk_is_reached_under_its_letter(untouched):
    disk = disks.new_disk("one")
    assert (disk / "dosdevices" / "c:").resolve() == disk / "drive_c"
