import json
from pathlib import Path
from typing import Any

from build.environment.node_runtime import prepare_node
from build.package.licenses import complete
from build.process import capture

BUNDLED = Path(__file__).with_name("bundled.mjs")


def completed(file: Path, known: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The list, from what Vite wrote of the page's packages."""
    file.write_text(json.dumps(known), encoding="utf-8")
    complete(file)
    entries: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    return entries


def test_the_list_is_completed_by_what_the_page_does_not_hold(tmp_path: Path) -> None:
    react = {"name": "react", "version": "0.0.1", "identifier": "MIT", "text": "as Vite wrote it"}
    entries = completed(tmp_path / "licenses.json", [react])
    names = [entry["name"].lower() for entry in entries]
    assert names == sorted(names)
    assert react in entries
    assert names.count("react") == 1
    assert {"electron-log", "fflate", "fastapi", "keyring", "ordered-set", "python"} <= set(names)
    assert not {"pytest", "ruff", "vite", "electron-builder"} & set(names)
    assert [entry["name"] for entry in entries if not entry["identifier"]] == []
    without_text = {entry["name"] for entry in entries if not entry["text"]}
    assert without_text <= {"lazy-val", "ordered-set", "react-remove-scroll-bar"}, (
        "only what its author ships without one"
    )


def test_nothing_that_is_bundled_is_missing(tmp_path: Path) -> None:
    bundles = {part: set(packages) for part, packages in json.loads(capture([prepare_node().node, BUNDLED])).items()}
    assert {"react", "@mantine/core", "zod"} <= {package.rpartition("@")[0] for package in bundles["page"]}
    assert {"electron-updater", "js-yaml"} <= {package.rpartition("@")[0] for package in bundles["updater"]}
    # Vite adds what it finds in the page, whatever package.json says; the list has to be whole without that.
    listed = {f"{entry['name']}@{entry['version']}" for entry in completed(tmp_path / "licenses.json", [])}
    assert {part: packages - listed for part, packages in bundles.items() if packages - listed} == {}
