"""Assets of a source tree: plain files, live."""

import sys
from pathlib import Path

import pytest

import backend
from backend.agents.catalog import own_agents
from backend.assets.door import assets, refuse_unusable_assets
from backend.assets.plain import PlainFiles
from backend.assets.seal import find_seal
from backend.assets.source import AssetNotFoundError


@pytest.fixture
def package(tmp_path, monkeypatch):
    """Return a package folder that can be imported under the name `plain_test`."""
    folder = tmp_path / "plain_test"
    (folder / "prompts").mkdir(parents=True)
    (folder / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    yield folder
    sys.modules.pop("plain_test", None)


def test_a_source_tree_has_no_seal_and_takes_every_version():
    assert find_seal() is None
    assert isinstance(assets(), PlainFiles)
    refuse_unusable_assets("any", "0")


def test_an_edit_shows_at_once(package):
    prompt = package / "prompts" / "a.md"
    prompt.write_text("One.", encoding="utf-8")
    assert assets().read("plain_test", "prompts/a.md") == "One."
    prompt.write_text("Zwei, für Zoë.", encoding="utf-8")
    assert assets().read("plain_test", "prompts/a.md") == "Zwei, für Zoë."


def test_names_are_those_of_the_folder(package):
    for name in ("b.md", "a.md"):
        (package / "prompts" / name).touch()
    (package / "prompts" / "below").mkdir()
    assert assets().names("plain_test", "prompts") == ("prompts/a.md", "prompts/b.md")
    assert assets().names("plain_test", "nothing") == ()
    with pytest.raises(AssetNotFoundError, match="plain_test has no asset"):
        assets().read("plain_test", "prompts/c.md")


def test_the_agents_of_the_product_come_in_their_order_with_their_instructions():
    agents = own_agents()
    assert agents[0].description.id == "assistant"
    prompt = Path(backend.__file__).parent / "agents" / "prompts" / "assistant.md"
    assert agents[0].instructions() == prompt.read_text(encoding="utf-8").strip()
