"""Search over titles and messages: every word of the query must be found, wherever in a word it stands."""

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import islice
from typing import Final

from backend.protocol.rest import SearchHit
from backend.store.gateway import Gateway
from backend.store.records import CONVERSATION_COLUMNS, conversation_from

_TRIGRAM: Final = 3
_SNIPPET_CHARS_AROUND: Final = 80
_FEW: Final = 500
"""Of fewer matching messages, all are looked at; of more, only those that will be shown."""


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A query, taken apart: the index knows pieces of three characters or more, shorter ones are looked for by LIKE."""

    long: tuple[str, ...]
    short: tuple[str, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """All words, the long ones first: they make the better snippet."""
        return self.long + self.short

    @property
    def match(self) -> str:
        """The expression for FTS5; each word is a quoted string, so that nothing in it is an operator."""
        return " ".join('"' + word.replace('"', '""') + '"' for word in self.long)

    @property
    def patterns(self) -> list[str]:
        """The patterns for LIKE, with backslash as the escape character."""
        return ["%" + re.sub(r"([%_\\])", r"\\\1", word) + "%" for word in self.short]


def parse_query(text: str) -> SearchQuery:
    """Split at white space; control characters, which no text holds, count as such."""
    words = re.split(r"[\s\x00-\x1f\x7f]+", text)
    kept = [word for word in dict.fromkeys(words) if word]
    return SearchQuery(
        long=tuple(word for word in kept if len(word) >= _TRIGRAM),
        short=tuple(word for word in kept if len(word) < _TRIGRAM),
    )


def snippet(text: str, words: Sequence[str]) -> str:
    """Return the text around the first word that is found, on one line, with dots where it is cut."""
    places = (re.search(re.escape(word), text, re.IGNORECASE) for word in words)
    place = next((found for found in places if found), None)
    start, end = (place.start(), place.end()) if place else (0, 0)
    first = max(0, start - _SNIPPET_CHARS_AROUND)
    last = min(len(text), end + _SNIPPET_CHARS_AROUND)
    line = re.sub(r"\s+", " ", text[first:last]).strip()
    return f"{'…' if first else ''}{line}{'…' if last < len(text) else ''}"


class Search:
    """Finds conversations."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    async def find(self, text: str, limit: int) -> list[SearchHit]:
        """Return at most one hit a conversation, newest first; a message counts before the title."""
        query = parse_query(text)
        if not query.words:
            return []
        return await self._gateway.read(lambda connection: _find(connection, query, limit))


def _find(connection: sqlite3.Connection, query: SearchQuery, limit: int) -> list[SearchHit]:
    in_messages = _Matches("message_search", "messages", "messages.text", query, "messages.searchable")
    in_titles = _Matches("title_search", "conversations", "conversations.title", query)
    titles = list(in_titles.newest_first(connection))
    matches = in_messages.newest_first(connection)
    messages = list(islice(matches, _FEW))
    if len(messages) == _FEW:
        messages = _best_of_many(connection, messages, matches, {*titles}, limit)
    # With max(), SQLite takes the other columns from the row of the maximum: the newest message that matches.
    rows = connection.execute(
        f"""
        WITH hits (conversation_id, message_id, position, text) AS (
            SELECT messages.conversation_id, messages.id, messages.position, messages.text
                FROM json_each(?) AS found JOIN messages ON messages.position = found.value
            UNION ALL
            SELECT conversations.id, NULL, 0, conversations.title
                FROM json_each(?) AS found JOIN conversations ON conversations.position = found.value
        ), best AS (
            SELECT conversation_id, message_id, text, max(position) FROM hits GROUP BY conversation_id
        )
        SELECT best.message_id, best.text, {CONVERSATION_COLUMNS}
        FROM best JOIN conversations ON conversations.id = best.conversation_id
        ORDER BY conversations.updated_at DESC, conversations.position DESC LIMIT ?
        """,  # noqa: S608 - constant pieces; what the user typed is bound
        [json.dumps(messages), json.dumps(titles), limit],
    )
    return list(_hits(rows, query))


def _best_of_many(
    connection: sqlite3.Connection, newest: Sequence[int], others: Iterator[int], titles: Set[int], limit: int
) -> list[int]:
    """Return the newest matching message of each conversation that will be shown, without looking at all that match.

    Conversations are taken newest first until there are enough; of the matches, newest first as well, only as many as
    it takes to know whether a conversation has one.
    """
    known = {*newest}
    oldest_known = newest[-1]
    best: list[int] = []
    shown = 0
    for conversation_id, position in connection.execute(
        "SELECT id, position FROM conversations ORDER BY updated_at DESC, position DESC"
    ):
        places = _places(connection, conversation_id)
        match = next((place for place in places if place in known), None)
        oldest = min(places, default=oldest_known)
        while match is None and oldest < oldest_known:
            oldest_known = next(others, -1)
            known.add(oldest_known)
            match = oldest_known if oldest_known in places else None
        if match is not None:
            best.append(match)
        shown += match is not None or position in titles
        if shown == limit:
            break
    return best


def _places(connection: sqlite3.Connection, conversation_id: str) -> dict[int, None]:
    """Return the positions of a conversation's messages, the newest first."""
    rows = connection.execute(
        "SELECT position FROM messages WHERE conversation_id = ? ORDER BY position DESC", (conversation_id,)
    )
    return dict.fromkeys(row[0] for row in rows)


class _Matches:
    """The rows of a table that match a query: by the index, by LIKE for what the index does not know, or both."""

    def __init__(self, index: str, table: str, column: str, query: SearchQuery, also: str = "1") -> None:
        likes = [f"{column} LIKE ? ESCAPE '\\'"] * len(query.short)
        if not query.long:
            self._rowid, self._source, conditions = f"{table}.position", table, [*likes, also]
        else:
            # What the index holds may be found: the table is needed for LIKE only.
            self._rowid, conditions = f"{index}.rowid", [f"{index} MATCH ?", *likes]
            self._source = f"{index} JOIN {table} ON {table}.position = {index}.rowid" if likes else index
        self._where = " AND ".join(conditions)
        self._parameters = [*([query.match] if query.long else []), *query.patterns]

    def newest_first(self, connection: sqlite3.Connection) -> Iterator[int]:
        """Yield their positions; none is looked for before it is asked for."""
        rows = connection.execute(
            f"SELECT {self._rowid} FROM {self._source} WHERE {self._where} ORDER BY {self._rowid} DESC",  # noqa: S608 - constant pieces
            self._parameters,
        )
        return (row[0] for row in rows)


def rebuild_index(connection: sqlite3.Connection) -> None:
    """Make the indexes anew from the tables."""
    for index in ("message_search", "title_search"):
        connection.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")  # noqa: S608 - constant names


def _hits(rows: Iterable[sqlite3.Row], query: SearchQuery) -> Iterable[SearchHit]:
    for row in rows:
        yield SearchHit(
            conversation=conversation_from(row),
            message_id=row["message_id"],
            snippet=snippet(row["text"], query.words),
        )
