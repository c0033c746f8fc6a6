import json

from build.package.licenses import complete


def test_the_list_is_completed_by_what_the_page_does_not_hold(tmp_path):
    file = tmp_path / "licenses.json"
    react = {"name": "react", "version": "0.0.1", "identifier": "MIT", "text": "as Vite wrote it"}
    file.write_text(json.dumps([react]), encoding="utf-8")
    complete(file)
    entries = json.loads(file.read_text(encoding="utf-8"))
    names = [entry["name"].lower() for entry in entries]
    assert names == sorted(names)
    assert react in entries
    assert names.count("react") == 1
    assert {"electron-log", "fflate", "fastapi", "keyring", "ordered-set", "python"} <= set(names)
    assert not {"pytest", "ruff", "vite", "electron-builder"} & set(names)
    assert [entry["name"] for entry in entries if not entry["identifier"]] == []
    without_text = {entry["name"] for entry in entries if not entry["text"]}
    assert without_text <= {"ordered-set"}, "only what its author ships without one"
