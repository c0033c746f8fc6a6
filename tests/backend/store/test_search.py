"""Search, with what people really type."""

import asyncio
from contextlib import closing
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
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


@pytest.mark.parametrize(("query", "needle"), [("needle", "needle"), ("ee", "ee"), ("needle ha", "needle")])
@in_loop
async def test_of_very_many_matches_those_are_shown_that_a_look_at_all_would_show(
    tmp_path: Path, query: str, needle: str
) -> None:
    seconds = count()
    database = Database.open(tmp_path / "data.db", clock=lambda: datetime.fromtimestamp(next(seconds), UTC))
    chance = Random(1)  # noqa: S311 - an order
    made: list[str] = []
    continued: list[str] = []
    newest_match: dict[str, str] = {}
    for number in range(700):
        # Some of the oldest stay as they are, some of the others are continued to the end.
        again = None if (number % 5 == 0 and number < 150) or number < 20 or number >= 650 else chance.choice(continued)
        # Those that came first hold nearly all that matches, those that came later next to nothing.
        matches = number < 640 or chance.random() < 0.1
        text = f"a needle in the hay {number}" if matches else f"the hay {number}"
        title = f"about {needle} and hay" if number == 3 else "a title"
        conversation = await begin_run(database, f"r{number}", text, again, title=title)
        await finish_run(database, f"r{number}", "hay")
        continued += [conversation] if number % 5 and conversation not in continued else []
        made = [*(one for one in made if one != conversation), conversation]
        if matches:
            newest_match[conversation] = text
    wanted = [one for one in reversed(made) if one in newest_match]
    for limit in (3, 12, 1000):
        hits = await database.search.find(query, limit)
        assert [hit.conversation.id for hit in hits] == wanted[:limit]
        assert [hit.snippet for hit in hits] == [newest_match[hit.conversation.id] for hit in hits]
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


@in_loop
async def test_of_a_very_long_message_the_beginning_is_found_and_deleting_it_leaves_nothing(tmp_path: Path) -> None:
    database = Database.open(tmp_path / "database.sqlite3")
    conversation = await begin_run(database, "r", "question")
    await finish_run(database, "r", f"needle {'hay ' * 60_000} thimble")
    assert [hit.conversation.id for hit in await database.search.find("needle", 10)] == [conversation]
    assert await database.search.find("thimble", 10) == []
    assert await database.conversations.delete(conversation)
    assert await database.search.find("needle", 10) == []
    database.close()


@pytest.mark.parametrize(
    "query",
    [
        "qz",
        "QZ",
        "q",
        "Q",
        "z",
        "é",
        "É",
        "éq",
        "测",
        "测试",
        "试",
        "\u03c3",
        "\u03c2",
        "\u017f",
        "s",
        "\u0130",
        "\u0131",
        "i",
        "%",
        "_a",
        "🎉",
        "ß",
        "K",
    ],
)
@in_loop
async def test_a_short_word_is_found_wherever_in_a_text_it_stands(tmp_path: Path, query: str) -> None:
    texts = [
        "qz",
        "Qz and more",
        "more and qZ",
        "mqzm",
        "q",
        "a q",
        "qa",
        "z",
        "É",
        "été",
        "aéQ",
        "测",
        "测试",
        "是测试吗",
        "\u03c3\u03c2",
        "\u03c2\u03c3 a",
        "\u017f",
        "\u0130stanbul",
        "\u0131rmak",
        "100%",
        "a_a",
        "🎉",
        "🎉🎊",
        "Straße",
        "STRASSE",
        "K is for Kelvin",
        "nothing of it",
        "x" * 200_001 + " qz",
        "x" * 199_999 + "qzx",
    ]
    database = Database.open(tmp_path / "data.db")
    made = {await begin_run(database, f"r{number}", text, title=""): text for number, text in enumerate(texts)}
    hits = {hit.conversation.id for hit in await database.search.find(query, 100)}
    database.close()
    folded = _ascii_lower(query)
    assert [made[one][:30] for one in made if one in hits] == [
        text[:30] for text in texts if folded in _ascii_lower(text)
    ]


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.text(alphabet="aAbBéÉ试\u03c3\u03c2 ", max_size=5), min_size=1, max_size=6),
    st.text("aAbBéÉ试\u03c3\u03c2", min_size=1, max_size=2),
)
def test_a_short_word_is_found_as_a_look_at_every_text_would(texts: list[str], query: str) -> None:
    with TemporaryDirectory() as folder, closing(Database.open(Path(folder) / "data.db")) as database:
        found = asyncio.run(_found(database, texts, query))
    assert found == [text for text in texts if _ascii_lower(query) in _ascii_lower(text)]


async def _found(database: Database, texts: list[str], query: str) -> list[str]:
    made = [(await begin_run(database, f"r{number}", text, title=""), text) for number, text in enumerate(texts)]
    hits = {hit.conversation.id for hit in await database.search.find(query, 100)}
    return [text for conversation, text in made if conversation in hits]


@in_loop
async def test_a_short_word_that_was_deleted_is_not_found(tmp_path: Path) -> None:
    database = Database.open(tmp_path / "data.db")
    conversation = await begin_run(database, "r", "a qz b")
    assert len(await database.search.find("qz", 10)) == 1
    assert await database.conversations.delete(conversation)
    assert await database.search.find("qz", 10) == []
    database.close()


def _ascii_lower(text: str) -> str:
    return "".join(letter.lower() if letter.isascii() else letter for letter in text)
