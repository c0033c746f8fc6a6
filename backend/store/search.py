"""Search over titles and messages: every word of the query must be found, wherever in a word it stands."""

import re
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from backend.protocol.rest import SearchHit
from backend.store.gateway import Gateway
from backend.store.records import CONVERSATION_COLUMNS, conversation_from

_TRIGRAM: Final = 3
_SNIPPET_CHARS_AROUND: Final = 80


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
    in_messages = _select("message_search", "messages", "messages.text", query)
    in_titles = _select("title_search", "conversations", "conversations.title", query)
    parameters = [*([query.match] if query.long else []), *query.patterns]
    # With max(), SQLite takes the other columns from the row of the maximum: the newest message that matches.
    rows = connection.execute(
        f"""
        WITH hits (conversation_id, message_id, position, text) AS (
            SELECT messages.conversation_id, messages.id, messages.position, messages.text {in_messages}
                AND messages.searchable
            UNION ALL
            SELECT conversations.id, NULL, 0, conversations.title {in_titles}
        ), best AS (
            SELECT conversation_id, message_id, text, max(position) FROM hits GROUP BY conversation_id
        )
        SELECT best.message_id, best.text, {CONVERSATION_COLUMNS}
        FROM best JOIN conversations ON conversations.id = best.conversation_id
        ORDER BY conversations.updated_at DESC, conversations.position DESC LIMIT ?
        """,  # noqa: S608 - constant pieces; what the user typed is bound
        [*parameters, *parameters, limit],
    )
    return list(_hits(rows, query))


def _select(index: str, table: str, column: str, query: SearchQuery) -> str:
    conditions = [f"{column} LIKE ? ESCAPE '\\'"] * len(query.short)
    if not query.long:
        return f"FROM {table} WHERE {' AND '.join(conditions)}"
    conditions.insert(0, f"{index} MATCH ?")
    return f"FROM {index} JOIN {table} ON {table}.position = {index}.rowid WHERE {' AND '.join(conditions)}"


def _hits(rows: Iterable[sqlite3.Row], query: SearchQuery) -> Iterable[SearchHit]:
    for row in rows:
        yield SearchHit(
            conversation=conversation_from(row),
            message_id=row["message_id"],
            snippet=snippet(row["text"], query.words),
        )
