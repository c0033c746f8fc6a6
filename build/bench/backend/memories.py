"""What the backend remembers: replay after a lost socket, and search over very many messages."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Any, Final
from urllib.parse import quote

from build.bench.backend.archive import RARE
from build.bench.model_server import WORDS, base_url
from build.bench.scripting import QUESTION, use_model
from build.bench.target import Target, started

REPLAYED_BYTES: Final = 1_000_000
_PIECES: Final = 500
_KINDS: Final = {
    "rare": (RARE, "xylo"),
    "usual": ("compiled", "backend", "window"),
    "everywhere": ("the", "that", "and"),
    "several": ("compiled window", "the model server"),
    "missing": ("zzzz", "qqqqqq zz"),
    "short": ("th", "is", "on"),
    "short_missing": ("qz", "zx"),
}
"""Queries by the kind of their words; the short ones are shorter than what the index knows."""


def replay(target: Target, model_port: int) -> dict[str, Any]:
    """Let a run say a megabyte, hang up, come back, and read all of it again."""
    words = REPLAYED_BYTES * len(WORDS) // (_PIECES * len("".join(WORDS)))
    use_model(target.http(), base_url(model_port, _PIECES, words))
    first = target.stream()
    first.send({"type": "run.start", "request_id": "replayed", "input": QUESTION})
    run_id = first.receive_until("run.started")["run_id"]
    last = first.receive_until("run.finished")["seq"]
    first.close()
    begun = perf_counter()
    second = target.stream()
    second.send({"type": "run.resume", "run_id": run_id, "after": -1})
    seen = [second.receive() for _ in range(last + 1)]
    seconds = perf_counter() - begun
    said = sum(len(message["text"]) for message in seen if message["type"] == "token")
    return {"replay_s": seconds * REPLAYED_BYTES / said}


def search(command: Sequence[str], folder: Path, archive: Path, scratch: Path) -> dict[str, Any]:
    """Start a backend on a copy of the archive, and ask for words of each kind; the seconds of the slowest by kind."""
    data = scratch / "archive"
    shutil.rmtree(data, ignore_errors=True)
    shutil.copytree(archive, data)
    with started(command, folder, data, scratch) as target:
        target.wait_for("ready")
        connection = target.http()
        found = {kind: max(_seconds(connection.get, query) for query in queries) for kind, queries in _KINDS.items()}
    shutil.rmtree(data)
    return {f"search_{kind}_s": seconds for kind, seconds in found.items()}


def _seconds(get: Any, query: str) -> float:  # noqa: ANN401
    path = f"/conversations/search?q={quote(query)}"
    begun = perf_counter()
    get(path)
    return perf_counter() - begun
