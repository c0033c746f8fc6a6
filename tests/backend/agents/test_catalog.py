"""Agent definitions: what becomes of them, and how an author hears of a mistake."""

import sys

import pytest

from backend.agents.catalog import agents_of
from backend.agents.definition import parse_definition
from backend.agents.tools.catalog import TOOLS
from backend.errors import BackendError

DEFINITION = 'id = "a"\nname = "A"\ndescription = "D"\nprompt = "p"\n'


@pytest.fixture
def author(tmp_path, monkeypatch):
    """Return a function that writes the files of a package and returns its agents."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def agents(**files):
        for name, text in {"__init__.py": "", "prompts/p.md": "Help.", **files}.items():
            path = tmp_path / "catalog_test" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return agents_of("catalog_test", "", TOOLS)

    yield agents
    sys.modules.pop("catalog_test", None)


def refusal(action):
    with pytest.raises(BackendError) as raised:
        action()
    assert raised.value.code == "agent-definition"
    return raised.value.message


def test_a_definition_becomes_an_agent_with_its_tools(author):
    (agent,) = author(**{"definitions/a.toml": DEFINITION + 'tools = ["clock"]\nsuggestions = ["Now?"]\n'})
    described = agent.description
    assert (described.id, described.name, described.description) == ("a", "A", "D")
    assert [tool.name for tool in described.tools] == [tool.name for tool in agent.tools] == ["clock"]
    assert described.suggestions == ("Now?",)
    assert agent.instructions() == "Help."


def test_their_order_is_the_authors(author):
    def placed(letter, position):
        return DEFINITION.replace('"a"', f'"{letter}"') + position

    files = {
        "1": placed("c", ""),
        "2": placed("b", ""),
        "3": placed("a", "position = 200"),
        "4": placed("d", "position = 1"),
    }
    agents = author(**{f"definitions/{name}.toml": text for name, text in files.items()})
    assert [agent.description.id for agent in agents] == ["d", "b", "c", "a"]


def test_an_unknown_tool_is_named_with_those_there_are(author):
    message = refusal(lambda: author(**{"definitions/a.toml": DEFINITION + 'tools = ["clock", "teleport"]\n'}))
    assert "catalog_test/definitions/a.toml" in message
    assert "there is no tool teleport; there are calculator, clock" in message


def test_a_missing_or_empty_prompt_is_told(author):
    assert "its prompt catalog_test/prompts/gone.md is not there" in refusal(
        lambda: author(**{"definitions/a.toml": DEFINITION.replace('"p"', '"gone"')})
    )
    assert "prompts/p.md is empty" in refusal(
        lambda: author(**{"definitions/a.toml": DEFINITION, "prompts/p.md": " \n"})
    )


def test_an_id_twice_is_told_with_both_files(author):
    message = refusal(lambda: author(**{"definitions/a.toml": DEFINITION, "definitions/b.toml": DEFINITION}))
    assert "catalog_test/definitions/b.toml" in message
    assert "definitions/a.toml has the id a, too" in message


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("id = ", "it is not TOML"),
        ("", "id: Field required; name: Field required"),
        (DEFINITION + "colour = 1\n", "colour: Extra inputs are not permitted"),
        (DEFINITION.replace('"a"', '"A b"'), "id: String should match"),
        (DEFINITION.replace('"p"', '"../p"'), "prompt: String should match"),
        (DEFINITION.replace('"D"', '" "'), "description: String should have at least 1 character"),
        (DEFINITION + 'tools = ["clock", "clock"]\n', "a tool is named twice"),
        (DEFINITION + 'tools = "clock"\n', "tools: Input should be a valid tuple"),
        (DEFINITION + 'position = "1"\n', "position: Input should be a valid integer"),
    ],
)
def test_a_definition_that_is_wrong_is_told_with_file_and_field(text, reason):
    message = refusal(lambda: parse_definition(text, "acme/definitions/a.toml"))
    assert "acme/definitions/a.toml" in message
    assert reason in message
