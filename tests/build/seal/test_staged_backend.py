"""A sealed stage, run as it is: its backend answers from the pack, and does not start without the right one."""

import json

import pytest

from build.paths import ROOT
from tests.backend.checkouts import PROMPT, start_in
from tests.build.seal.stages import contents, make_stage, sealed


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    """Return the content of a sealed stage."""
    stage = make_stage(tmp_path_factory.mktemp("sealed") / "stage")
    sealed(stage)
    return contents(stage)


@pytest.fixture
def stage(original, tmp_path):
    """Return a sealed stage that the test may change."""
    for name, content in original.items():
        path = tmp_path / "stage" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return tmp_path / "stage"


def refusal(stage):
    """Start a backend that must refuse; return its last line."""
    with start_in(stage) as backend:
        assert backend.wait(30) == 70
        assert [event["event"] for event in backend.events] == ["fatal"]
        return backend.events[-1]


def test_it_answers_from_the_pack(stage):
    with start_in(stage) as backend:
        backend.ready()
        assert [agent["id"] for agent in backend.get("/agents")] == ["assistant", "order_desk"]
        with backend.socket() as socket:
            about = socket.run("What can you do?")[-1]["text"]
            order = socket.run('Use order_status {"order": "B-4"}', "request-2", agent="order_desk")[-1]["text"]
        assert about == (ROOT / "backend/providers/demo/texts/about.en.md").read_text(encoding="utf-8").strip()
        assert order == "Order B-4: It waits for its anvil."
        assert backend.stop() == 0


def test_what_was_opened_is_written_nowhere(stage, tmp_path):
    for name in ("tmp", "home"):
        (tmp_path / name).mkdir()
    with start_in(stage, env={"TMPDIR": str(tmp_path / "tmp"), "HOME": str(tmp_path / "home")}) as backend:
        backend.ready()
        with backend.socket() as socket:
            socket.run("2+2")
        backend.stop()
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path for path in files if path.suffix == ".db"]
    assert [path for path in files if PROMPT.encode() in path.read_bytes()] == []


def test_plain_files_beside_the_pack_are_not_read(stage):
    for name, text in {"prompts/assistant.md": "Mine.", "definitions/mine.toml": 'id = "mine"'}.items():
        path = stage / "backend" / "agents" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    with start_in(stage) as backend:
        backend.ready()
        assert [agent["id"] for agent in backend.get("/agents")] == ["assistant", "order_desk"]


@pytest.mark.parametrize("position", [0, 20, 3000, -1])
def test_a_changed_byte_keeps_it_from_starting(position, stage):
    pack = bytearray((stage / "assets.pack").read_bytes())
    pack[position] ^= 1
    (stage / "assets.pack").write_bytes(pack)
    fatal = refusal(stage)
    assert fatal["code"] == "assets-damaged"
    assert fatal["message"].endswith("Install the program again.")


def test_a_truncated_pack_keeps_it_from_starting(stage):
    pack = (stage / "assets.pack").read_bytes()
    (stage / "assets.pack").write_bytes(pack[:-1])
    assert refusal(stage)["code"] == "assets-damaged"


def test_a_missing_pack_keeps_it_from_starting(stage):
    (stage / "assets.pack").unlink()
    fatal = refusal(stage)
    assert fatal["code"] == "assets-missing"
    assert "assets.pack" in fatal["message"]


def test_the_pack_of_another_version_keeps_it_from_starting(stage, tmp_path):
    other = make_stage(tmp_path / "other")
    product = other / "backend" / "product.json"
    fields = json.loads(product.read_text(encoding="utf-8"))
    product.write_text(json.dumps({**fields, "version": "9.9.9"}), encoding="utf-8")
    sealed(other)
    (other / "assets.pack").replace(stage / "assets.pack")
    fatal = refusal(stage)
    assert fatal["code"] == "assets-version"
    assert f"The program is {fields['id']} {fields['version']}" in fatal["message"]
    assert f"for {fields['id']} 9.9.9" in fatal["message"]


def test_a_product_file_of_another_version_keeps_it_from_starting(stage):
    product = stage / "backend" / "product.json"
    fields = json.loads(product.read_text(encoding="utf-8"))
    product.write_text(json.dumps({**fields, "version": "9.9.9"}), encoding="utf-8")
    assert refusal(stage)["code"] == "assets-version"


def test_the_pack_of_another_build_keeps_it_from_starting(stage, tmp_path):
    other = make_stage(tmp_path / "other")
    with (other / "backend" / "errors.py").open("a", encoding="utf-8") as module:
        module.write("\n")
    sealed(other)
    (other / "assets.pack").replace(stage / "assets.pack")
    assert refusal(stage)["code"] == "assets-damaged"
