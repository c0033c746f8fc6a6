"""A database with very many messages, written through the backend's own store."""

import re
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final
from uuid import uuid4

from backend.protocol.rest import TextPart
from backend.store.clock import timestamp
from backend.store.connection import connect
from backend.store.conversations import insert_conversation
from backend.store.database import Database
from backend.store.header import FILE_NAME
from backend.store.records import encode_parts
from build.paths import ROOT, WORK
from build.progress import step
from build.stamps import Stamp, content_key

ARCHIVE: Final = WORK / "bench-archive"
MESSAGES_A_CONVERSATION: Final = 20
RARE: Final = "xylograph"
"""A word that stands in one message of all, an old one."""
_SENTENCES_A_MESSAGE: Final = 3
_BEGUN: Final = datetime(2026, 1, 1, tzinfo=UTC)


def archive(messages: int, folder: Path | None = None) -> Path:
    """A data directory with so many messages; made once, and anew when the store or the texts have changed."""
    folder = folder or ARCHIVE
    sources = [*(ROOT / "backend" / "store").rglob("*.py"), *_texts(), Path(__file__)]
    key, stamp = content_key(sources, facts=[str(messages), str(folder)]), Stamp(folder.name)
    if not (stamp.matches(key) and folder.is_dir()):
        stamp.clear()
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        with step(f"Writing {messages:,} messages to search"):
            _fill(folder / FILE_NAME, messages)
        stamp.write(key)
    return folder


def _fill(path: Path, messages: int) -> None:
    Database.open(path).close()
    with closing(connect(path)) as connection:
        # All in one transaction: the index is then written in large pieces.
        connection.execute("BEGIN IMMEDIATE")
        _insert(connection, messages)
        connection.execute("COMMIT")


def _insert(connection: sqlite3.Connection, messages: int) -> None:
    chance, sentences = Random(1), _sentences()  # noqa: S311 - it makes up texts and guards nothing
    for number in range(0, messages, MESSAGES_A_CONVERSATION):
        now = timestamp(_BEGUN + timedelta(minutes=number))
        conversation = insert_conversation(connection, chance.choice(sentences)[:60], now)
        texts = [" ".join(chance.choices(sentences, k=_SENTENCES_A_MESSAGE)) for _ in range(MESSAGES_A_CONVERSATION)]
        texts[0] += f" {RARE}" if number == 0 else ""
        connection.executemany(
            "INSERT INTO messages (id, conversation_id, role, text, parts, created_at) VALUES (?, ?, ?, ?, ?, ?)",
            [
                (uuid4().hex, conversation.id, role, text, encode_parts([TextPart(text=text)], text), now)
                for text, role in zip(texts, ("user", "assistant") * (len(texts) // 2), strict=True)
            ],
        )


def _texts() -> list[Path]:
    """Where the language comes from: words as frequent, and together, as people write them."""
    return sorted((ROOT / "docs" / "decisions").glob("*.md"))


def _sentences() -> list[str]:
    text = " ".join(path.read_text(encoding="utf-8") for path in _texts())
    return [sentence for sentence in re.split(r"(?<=[.:])\s+", text) if len(sentence) > 20]
