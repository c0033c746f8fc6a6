"""Search, with what people really type."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.store.database import Database
from backend.store.search import parse_query, snippet
from tests.backend.store.helpers import begin_run, finish_run, in_loop

TEXTS = {
    "quotes": 'He said "hello" and left; it\'s 100% sure, under_score, C:\\temp',
    "operators": "A AND B OR NOT NEAR(C, 3) * ^ title:x -minus + (group)",
    "chinese": "这是一个测试 关于搜索",
    "emoji": "Party 🎉🎊 tonight 👩‍👩‍👧",
    "german": "Die Straße nach München ist LANG",
}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ('"', ["quotes"]),
        ('"hello"', ["quotes"]),
        ("it's", ["quotes"]),
        ("100%", ["quotes"]),
        ("%", ["quotes"]),
        ("_", ["quotes"]),
        ("\\", ["quotes"]),
        ("C:\\temp", ["quotes"]),
        ("*", ["operators"]),
        ("NEAR(", ["operators"]),
        ("title:x", ["operators"]),
        ("-minus", ["operators"]),
        ("A AND B", ["operators"]),
        ("测试", ["chinese"]),
        ("个测试", ["chinese"]),
        ("试", ["chinese"]),
        ("🎉", ["emoji"]),
        ("🎉🎊 tonight", ["emoji"]),
        ("münchen", ["german"]),
        ("STRAßE", ["german"]),
        ("lang die", ["german"]),
        ("traß", ["german"]),
        ("die hello", []),
        ("nothing of the kind", []),
        ("", []),
        ("  \t ", []),
        ("\x00", []),
    ],
)
@in_loop
async def test_a_query_finds_what_it_says_and_is_never_an_error(tmp_path: Path, query: str, found: list[str]) -> None:
    database = Database.open(tmp_path / "data.db")
    names = {}
    for number, (name, text) in enumerate(TEXTS.items()):
        names[await begin_run(database, f"r{number}", text, title="")] = name
    hits = await database.search.find(query, 50)
    database.close()
    assert [names[hit.conversation.id] for hit in hits] == found


@in_loop
async def test_a_hit_names_the_newest_message_that_matches_or_none_for_a_title(tmp_path: Path) -> None:
    database = Database.open(tmp_path / "data.db")
    conversation = await begin_run(database, "r1", "The weather in Rome?", title="The weather")
    await finish_run(database, "r1", "The weather is fine.")
    messages = await database.conversations.messages(conversation)
    (hit,) = await database.search.find("weather", 10)
    assert hit.message_id == messages[1].id
    assert hit.snippet == "The weather is fine."
    await database.conversations.rename(conversation, "Holidays")
    (hit,) = await database.search.find("holiday", 10)
    assert hit.message_id is None
    assert hit.snippet == "Holidays"
    database.close()


@in_loop
async def test_an_answer_is_found_when_it_is_whole(tmp_path: Path) -> None:
    database = Database.open(tmp_path / "data.db")
    await begin_run(database, "r1", "question")
    assert await database.search.find("wonderful", 10) == []
    await finish_run(database, "r1", "wonderful answer")
    assert len(await database.search.find("wonderful", 10)) == 1
    database.close()


@in_loop
async def test_at_most_as_many_hits_as_wanted_newest_first(tmp_path: Path) -> None:
    database = Database.open(tmp_path / "data.db")
    made = [await begin_run(database, f"r{number}", "same text") for number in range(5)]
    assert [hit.conversation.id for hit in await database.search.find("same", 3)] == made[:1:-1]
    database.close()


def test_a_snippet_is_one_line_around_the_match() -> None:
    text = "a" * 300 + "\n\nneedle\n" + "b" * 300
    cut = snippet(text, ["NEEDLE"])
    assert cut.startswith("…a")
    assert " needle " in cut
    assert cut.endswith("b…")
    assert len(cut) < 200


@given(st.text())
def test_no_text_makes_a_query_that_is_not_quoted(text: str) -> None:
    query = parse_query(text)
    inside = query.match.replace('""', "")
    assert inside.count('"') == 2 * len(query.long)
