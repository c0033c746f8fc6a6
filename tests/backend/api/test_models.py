"""Agents, providers, keys and settings as a client sees them."""

from pathlib import Path
from typing import Any

import pytest

from tests.backend.api.served import served
from tests.backend.runs.world import events_of, start
from tests.backend.store.helpers import in_loop


@in_loop
async def test_agents_are_listed(tmp_path: Path) -> None:
    async with served(tmp_path) as here:
        assert [one["id"] for one in (await here.http.get("/agents")).json()] == ["assistant", "other"]


@in_loop
async def test_a_key_is_set_and_forgotten_and_never_shown(tmp_path: Path) -> None:
    async with served(tmp_path) as here:
        put = await here.http.put("/providers/keyed/key", json={"key": " sk-secret\n"})
        assert put.status_code == 200
        assert put.json()["has_key"] is True
        assert here.keys.kept == {"keyed": "sk-secret"}
        listed = await here.http.get("/providers")
        assert [(one["id"], one["has_key"], one["takes_key"]) for one in listed.json()] == [
            ("plain", False, False),
            ("keyed", True, True),
        ]
        for path in ("/providers", "/settings", "/diagnostics"):
            assert "sk-secret" not in (await here.http.get(path)).text
        for _ in range(2):
            forgotten = await here.http.delete("/providers/keyed/key")
            assert (forgotten.status_code, forgotten.json()["has_key"]) == (200, False)
        assert here.keys.kept == {}


@pytest.mark.parametrize(
    ("request_line", "body", "status", "problem"),
    [
        ("PUT /providers/nope/key", {"key": "x"}, 404, "provider-not-found"),
        ("DELETE /providers/nope/key", None, 404, "provider-not-found"),
        ("POST /providers/nope/test", {}, 404, "provider-not-found"),
        ("PUT /providers/plain/key", {"key": "x"}, 409, "provider-takes-no-key"),
        ("PUT /providers/keyed/key", {"key": " "}, 422, "invalid-request"),
        ("PUT /providers/keyed/key", {}, 422, "invalid-request"),
        ("PATCH /settings", {"provider": "nope"}, 404, "provider-not-found"),
        ("PATCH /settings", {"base_url": "not a url"}, 422, "invalid-setting"),
        ("PATCH /settings", {"base_url": "https://u:p@x"}, 422, "invalid-setting"),
        ("PATCH /settings", {"workspace": "relative"}, 422, "invalid-setting"),
        ("PATCH /settings", {"workspace": "/no/such/folder"}, 422, "invalid-setting"),
        ("PATCH /settings", {"model": 7}, 422, "invalid-request"),
    ],
)
@in_loop
async def test_what_cannot_be_is_refused(
    tmp_path: Path, request_line: str, body: Any, status: int, problem: str
) -> None:
    async with served(tmp_path) as here:
        before = (await here.http.get("/settings")).json()
        answer = await here.http.request(*request_line.split(" "), json=body)
        assert (answer.status_code, answer.json()["type"]) == (status, problem)
        assert (await here.http.get("/settings")).json() == before


@in_loop
async def test_a_locked_keychain_is_told_and_does_not_hide_the_providers(tmp_path: Path) -> None:
    async with served(tmp_path) as here:
        here.keys.locked = True
        answer = await here.http.put("/providers/keyed/key", json={"key": "x"})
        assert (answer.status_code, answer.json()["type"]) == (500, "key-storage-failed")
        assert answer.json()["detail"] == "The keychain is locked. Unlock it."
        assert [one["has_key"] for one in (await here.http.get("/providers")).json()] == [False, False]
        await here.http.patch("/settings", json={"provider": "keyed"})
        last = (await events_of(await here.services.runs.start(start())))[-1]
        assert last["problem"]["type"] == "key-storage-failed"


@in_loop
async def test_settings_are_changed_one_by_one_and_kept(tmp_path: Path) -> None:
    async with served(tmp_path) as here:
        empty = {"provider": "plain", "base_url": None, "model": None, "workspace": None}
        assert (await here.http.get("/settings")).json() == empty
        patch = {"provider": "keyed", "base_url": "HTTPS://API.example.com/v1/", "workspace": str(tmp_path)}
        changed = {**patch, "base_url": "https://api.example.com/v1", "model": None}
        assert (await here.http.patch("/settings", json=patch)).json() == changed
        assert (await here.http.patch("/settings", json={"model": " m "})).json() == {**changed, "model": "m"}
        assert (await here.http.patch("/settings", json={})).json() == {**changed, "model": "m"}
    async with served(tmp_path) as here:
        assert (await here.http.get("/settings")).json() == {**changed, "model": "m"}
        nothing = dict.fromkeys(empty)
        assert (await here.http.patch("/settings", json=nothing)).json() == empty


@in_loop
async def test_all_of_a_patch_is_taken_or_nothing(tmp_path: Path) -> None:
    async with served(tmp_path) as here:
        answer = await here.http.patch("/settings", json={"model": "m", "workspace": "relative"})
        assert answer.status_code == 422
        assert (await here.http.get("/settings")).json()["model"] is None


@in_loop
async def test_a_change_applies_to_the_next_run(tmp_path: Path) -> None:
    async with served(tmp_path) as here:
        await here.http.put("/providers/keyed/key", json={"key": "sk-1"})
        await here.http.patch("/settings", json={"provider": "keyed", "model": "m1"})
        assert (await events_of(await here.services.runs.start(start())))[-1]["type"] == "run.finished"
        assert (here.keyed.asked[-1].model, here.keyed.asked[-1].key) == ("m1", "sk-1")
        await here.http.delete("/providers/keyed/key")
        last = (await events_of(await here.services.runs.start(start())))[-1]
        assert last["problem"]["type"] == "model-not-configured"


@in_loop
async def test_a_test_uses_the_form_and_what_is_saved_for_the_rest(tmp_path: Path) -> None:
    async with served(tmp_path) as here:
        await here.http.put("/providers/keyed/key", json={"key": "sk-saved"})
        await here.http.patch("/settings", json={"provider": "keyed", "model": "saved", "base_url": "https://saved"})
        form = {"base_url": "https://form", "key": "sk-form"}
        answer = await here.http.post("/providers/keyed/test", json=form)
        assert answer.json() == {"ok": True, "title": "Tried.", "detail": "It was tried.", "models": ["m1", "m2"]}
        asked = here.keyed.asked[-1]
        assert (asked.base_url, asked.model, asked.key) == ("https://form", "saved", "sk-form")
        await here.http.post("/providers/keyed/test")
        asked = here.keyed.asked[-1]
        assert (asked.base_url, asked.model, asked.key) == ("https://saved", "saved", "sk-saved")
        # What is saved belongs to another provider.
        await here.http.post("/providers/plain/test", json={})
        assert here.plain.asked[-1].model is None


@in_loop
async def test_health_and_diagnostics(tmp_path: Path) -> None:
    async with served(tmp_path) as here:
        assert (await here.http.get("/health")).json() == {
            "status": "ok",
            "protocol": 1,
            "version": "1.2.3",
            "engine": "ready",
        }
        await events_of(await here.services.runs.start(start("the text of a message")))
        answer = await here.http.get("/diagnostics")
        told = answer.json()
        assert told["database"]["messages"] == 2
        assert told["keychain"] == "keychain: The test keeps them."
        assert told["packages"]["pydantic"]
        assert told["runs"]["running"] == 0
        assert "the text of a message" not in answer.text
