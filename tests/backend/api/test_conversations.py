"""``/conversations`` as a client sees it."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from backend.protocol.rest import ConversationDetail
from tests.backend.api.served import served
from tests.backend.runs.world import Held, events_of, start
from tests.backend.store.helpers import in_loop

JSON = {"Content-Type": "application/json"}


@in_loop
async def test_make_list_read_rename_delete(tmp_path: Path) -> None:
    async with served(tmp_path) as here:
        made = await here.http.post("/conversations", json={"title": "  First\n one "})
        assert made.status_code == 201
        assert made.json()["title"] == "First one"
        identifier = made.json()["id"]
        bare = await here.http.post("/conversations")
        assert (bare.status_code, bare.json()["title"]) == (201, "")
        listed = (await here.http.get("/conversations")).json()
        assert [one["id"] for one in listed] == [bare.json()["id"], identifier]
        renamed = await here.http.patch(f"/conversations/{identifier}", json={"title": "测试 🎉"})
        assert renamed.json()["title"] == "测试 🎉"
        read = await here.http.get(f"/conversations/{identifier}")
        assert read.json() == {**renamed.json(), "messages": []}
        gone = await here.http.delete(f"/conversations/{identifier}")
        assert (gone.status_code, gone.content) == (204, b"")
        assert (await here.http.get(f"/conversations/{identifier}")).status_code == 404


@in_loop
async def test_the_list_comes_in_pages(tmp_path: Path) -> None:
    async with served(tmp_path) as here:
        made = [(await here.http.post("/conversations", json={"title": f"{n}"})).json()["id"] for n in range(5)]
        first = (await here.http.get("/conversations", params={"limit": 2})).json()
        second = (await here.http.get("/conversations", params={"limit": 9, "before": first[-1]["id"]})).json()
        assert [one["id"] for one in first + second] == made[::-1]


@pytest.mark.parametrize(
    ("request_line", "body", "status", "problem"),
    [
        ("GET /conversations/nope", None, 404, "conversation-not-found"),
        ("PATCH /conversations/nope", {"title": "x"}, 404, "conversation-not-found"),
        ("DELETE /conversations/nope", None, 404, "conversation-not-found"),
        ("GET /conversations/nope/export", None, 404, "conversation-not-found"),
        ("GET /conversations?before=nope", None, 404, "conversation-not-found"),
        ("GET /conversations?limit=0", None, 422, "invalid-request"),
        ("GET /conversations?limit=1001", None, 422, "invalid-request"),
        ("GET /conversations/search", None, 422, "invalid-request"),
        ("GET /conversations/x/export?format=pdf", None, 422, "invalid-request"),
        ("POST /conversations", {"title": ""}, 422, "invalid-request"),
        ("POST /conversations", {"title": "   "}, 422, "invalid-request"),
        ("POST /conversations", {"title": 7}, 422, "invalid-request"),
        ("POST /conversations", {"title": "x" * 201}, 422, "invalid-request"),
        ("POST /conversations", [1], 422, "invalid-request"),
        ("POST /conversations", {"title": "x" * 1_100_000}, 413, "body-too-large"),
        ("PATCH /conversations/nope", {}, 422, "invalid-request"),
        ("GET /nothing", None, 404, "not-found"),
        ("GET /docs", None, 404, "not-found"),
        ("GET /openapi.json", None, 404, "not-found"),
        ("GET /conversations/", None, 404, "not-found"),
        ("PUT /conversations", None, 405, "method-not-allowed"),
        ("POST /health", None, 405, "method-not-allowed"),
    ],
)
@in_loop
async def test_every_error_is_a_problem(
    tmp_path: Path, request_line: str, body: Any, status: int, problem: str
) -> None:
    async with served(tmp_path) as here:
        answer = await here.http.request(*request_line.split(" "), json=body)
        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"
        told = answer.json()
        assert (told["type"], told["status"]) == (problem, status)
        assert told["title"]
        assert told["detail"]
        if status == 405:
            assert answer.headers["allow"]


@in_loop
async def test_a_problem_never_repeats_what_was_sent(tmp_path: Path) -> None:
    async with served(tmp_path) as here:
        secrets = [
            await here.http.put("/providers/keyed/key", json={"key": ["sk-secret"]}),
            await here.http.put("/providers/keyed/key", json={"key": "sk-secret" * 1000}),
            await here.http.put("/providers/keyed/key", content=b'{"key": "sk-secret', headers=JSON),
            await here.http.post("/providers/keyed/test", json={"key": {"sk-secret": 1}}),
        ]
        for answer in secrets:
            assert answer.status_code == 422
            assert "sk-secret" not in answer.text


@in_loop
async def test_what_nobody_foresaw_is_a_plain_500(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with served(tmp_path) as here:

        async def broken(*_: Any) -> None:
            message = "internal detail"
            raise ZeroDivisionError(message)

        monkeypatch.setattr(here.services.configuration, "settings", broken)
        answer = await here.http.get("/diagnostics")
        assert (answer.status_code, answer.json()["type"]) == (500, "internal")
        assert answer.headers["content-type"] == "application/problem+json"
        assert "internal detail" not in answer.text
        assert "internal detail" in caplog.text


@in_loop
async def test_a_database_that_refuses_is_told(tmp_path: Path) -> None:
    async with served(tmp_path) as here:
        here.services.database.close()
        answer = await here.http.get("/conversations")
        assert (answer.status_code, answer.json()["type"]) == (500, "storage-failed")


@in_loop
async def test_a_client_that_reads_the_parts_is_sent_no_long_text_twice(tmp_path: Path) -> None:
    async with served(tmp_path) as here:
        for words in ("short", "a" * 100_000):
            run = await events_of(await here.services.runs.start(start(words)))
            address = f"/conversations/{run[0]['conversation_id']}"
            whole = (await here.http.get(address)).json()
            assert [one["text"] for one in whole["messages"]] == [words, f"{words} "]
            brief = (await here.http.get(address, params={"whole_text": "false"})).json()
            for message in whole["messages"]:
                if message["parts"] and words != "short":
                    message["text"] = ""
            assert brief == whole
            answer = brief["messages"][1]
            assert "".join(part["text"] for part in answer["parts"]) == f"{words} "


@in_loop
async def test_search_is_not_taken_for_a_conversation(tmp_path: Path) -> None:
    async with served(tmp_path) as here:
        await events_of(await here.services.runs.start(start("Where is the 测试 needle?")))
        for query in ("needle", "测试", '"', "NEAR(", "🎉", "", "%00"):
            answer = await here.http.get("/conversations/search", params={"q": query})
            assert answer.status_code == 200
            assert bool(answer.json()) == (query in {"needle", "测试"})
        (hit,) = (await here.http.get("/conversations/search?q=needle")).json()
        assert hit["conversation"]["title"] == "Where is the 测试 needle?"
        assert hit["message_id"]
        assert "needle" in hit["snippet"]


@in_loop
async def test_deleting_stops_the_run(tmp_path: Path) -> None:
    held = Held()
    async with served(tmp_path, held) as here:
        reader = await here.services.runs.start(start("x"))
        await held.begun.wait()
        (busy,) = (await here.http.get("/conversations")).json()
        assert busy["active_run_id"] == reader.run_id
        read = (await here.http.get(f"/conversations/{busy['id']}")).json()
        assert [one["text"] for one in read["messages"]] == ["x", "half "]
        assert (await here.http.delete(f"/conversations/{busy['id']}")).status_code == 204
        assert held.stopped.is_set()
        assert (await here.http.get("/conversations")).json() == []


@in_loop
async def test_an_export_as_json_is_the_conversation(tmp_path: Path) -> None:
    async with served(tmp_path) as here:
        await events_of(await here.services.runs.start(start("Größe 测试 🎉")))
        (one,) = (await here.http.get("/conversations")).json()
        read = await here.http.get(f"/conversations/{one['id']}")
        exported = await here.http.get(f"/conversations/{one['id']}/export?format=json")
        assert exported.headers["content-type"] == "application/json"
        assert ConversationDetail.model_validate_json(exported.content) == ConversationDetail.model_validate(
            read.json()
        )
        assert json.loads(exported.content) == read.json()
        disposition = exported.headers["content-disposition"]
        assert disposition.isascii()
        name = disposition.rpartition("filename*=UTF-8''")[2]
        assert unquote(name) == "Größe 测试 🎉.json"


@in_loop
async def test_an_export_as_markdown_can_be_read(tmp_path: Path) -> None:
    async with served(tmp_path) as here:
        await events_of(await here.services.runs.start(start("A `question`: a/b?")))
        (one,) = (await here.http.get("/conversations")).json()
        for path in ("export?format=markdown", "export"):
            exported = await here.http.get(f"/conversations/{one['id']}/{path}")
            assert exported.headers["content-type"] == "text/markdown; charset=utf-8"
            assert 'filename="A `question` a b.md"' in exported.headers["content-disposition"]
            assert exported.text.startswith("# A `question`: a/b?\n")
            assert "## You\n\nA `question`: a/b?" in exported.text
            assert "## Assistant\n\nA `question`: a/b? " in exported.text
