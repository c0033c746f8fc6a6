"""A key goes to the server that it was entered for, and to no other: seen by the servers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from backend.agents.engine import AgentEvent, TextProduced, TurnRequest
from backend.providers.model import TextDelta, UserTurn
from backend.providers.openai_compatible.provider import OpenAICompatibleProvider
from tests.backend.api.served import Served, served
from tests.backend.providers.stand_in import STREAM_HEAD, Answer, StandIn, delta, response, sends, stand_in
from tests.backend.runs.world import events_of, finished, start
from tests.backend.store.helpers import in_loop

PROVIDER = "/providers/openai-compatible"
MODEL = sends(STREAM_HEAD, delta("stop", content="hello"))


async def ask_the_model(request: TurnRequest) -> AsyncIterator[AgentEvent]:
    async for event in request.model.stream([UserTurn(request.input)], []):
        if isinstance(event, TextDelta):
            yield TextProduced(event.text, "assistant")
    yield finished()


@asynccontextmanager
async def two_servers(path: Path, answer: Answer = MODEL) -> AsyncIterator[tuple[Served, StandIn, StandIn]]:
    provider = OpenAICompatibleProvider()
    async with (
        stand_in(MODEL) as first,
        stand_in(answer) as second,
        served(path, ask_the_model, more=[provider]) as here,
    ):
        yield here, first, second


async def save(here: Served, server: StandIn, path: str = "") -> None:
    settings = {"provider": "openai-compatible", "base_url": server.base_url + path, "model": "m"}
    assert (await here.http.patch("/settings", json=settings)).status_code == 200


async def enter(here: Served, key: str) -> None:
    assert (await here.http.put(f"{PROVIDER}/key", json={"key": key})).status_code == 200


async def check(here: Served, **form: Any) -> dict[str, Any]:
    return dict((await here.http.post(f"{PROVIDER}/test", json=form)).json())


async def run(here: Served) -> None:
    last = (await events_of(await here.services.runs.start(start())))[-1]
    assert last["type"] == "run.finished", last


def keys_seen(server: StandIn) -> set[str | None]:
    """Return the keys that came since the last look, and None where there was none."""
    heads = [head for head, _ in server.requests]
    server.requests.clear()
    found = [[line for line in head.split("\r\n") if line.lower().startswith("authorization:")] for head in heads]
    return {lines[0].rpartition(" ")[2] if lines else None for lines in found}


@in_loop
async def test_a_test_of_another_server_does_not_get_the_saved_key(tmp_path: Path) -> None:
    async with two_servers(tmp_path) as (here, first, second):
        await enter(here, "sk-first")
        await save(here, first)
        assert (await check(here, base_url=second.base_url))["ok"]
        assert keys_seen(second) == {None}
        assert (await check(here, base_url=second.base_url, key="sk-typed"))["ok"]
        assert keys_seen(second) == {"sk-typed"}
        for form in ({}, {"base_url": first.base_url}, {"base_url": f" {first.base_url.upper()}/ "}):
            await check(here, **form)
            assert keys_seen(first) == {"sk-first"}


@in_loop
async def test_a_server_that_is_saved_later_does_not_get_the_key_and_the_first_one_has_it_still(
    tmp_path: Path,
) -> None:
    async with two_servers(tmp_path) as (here, first, second):
        await enter(here, "sk-first")
        await save(here, first)
        await save(here, second)
        await run(here)
        await check(here)
        assert keys_seen(second) == {None}
        assert (await check(here, base_url=first.base_url))["ok"]
        await save(here, first, "/other/path")
        await run(here)
        assert keys_seen(first) == {"sk-first"}


@in_loop
async def test_a_key_and_a_server_that_are_entered_together_belong_together(tmp_path: Path) -> None:
    async with two_servers(tmp_path) as (here, first, second):
        await enter(here, "sk-first")
        await save(here, first)
        await enter(here, "sk-second")
        await save(here, second)
        await run(here)
        assert keys_seen(second) == {"sk-second"}
        await save(here, first)
        await run(here)
        assert keys_seen(first) == {None}


@in_loop
async def test_a_key_that_was_used_stays_where_it_was_used(tmp_path: Path) -> None:
    async with two_servers(tmp_path) as (here, first, second):
        await save(here, first)
        await enter(here, "sk-first")
        await run(here)
        assert keys_seen(first) == {"sk-first"}
        await save(here, second)
        await run(here)
        assert keys_seen(second) == {None}


@in_loop
async def test_a_key_of_an_earlier_version_is_for_the_server_in_the_settings(tmp_path: Path) -> None:
    async with two_servers(tmp_path) as (here, first, second):
        await here.services.database.settings.save({"provider": "openai-compatible", "base_url": first.base_url})
        here.keys.kept["openai-compatible"] = "sk-old"
        await here.http.patch("/settings", json={"model": "m"})
        await run(here)
        assert keys_seen(first) == {"sk-old"}
        await save(here, second)
        await run(here)
        assert keys_seen(second) == {None}
        await save(here, first)
        await run(here)
        assert keys_seen(first) == {"sk-old"}


@in_loop
async def test_where_a_key_belongs_outlives_a_restart(tmp_path: Path) -> None:
    async with two_servers(tmp_path) as (here, first, second):
        await enter(here, "sk-first")
        await save(here, first)
        await save(here, second)
        kept = here.keys.kept
        async with served(tmp_path, ask_the_model, more=[OpenAICompatibleProvider()]) as again:
            again.keys.kept = kept
            await run(again)
            assert keys_seen(second) == {None}


@in_loop
async def test_a_key_of_which_nobody_knows_for_whom_it_is_goes_nowhere(tmp_path: Path) -> None:
    """As after the loss of the settings: the keychain has the key still."""
    async with two_servers(tmp_path) as (here, first, _):
        here.keys.kept["openai-compatible"] = "sk-old"
        await save(here, first)
        await run(here)
        assert keys_seen(first) == {None}
        await enter(here, "sk-new")
        await run(here)
        assert keys_seen(first) == {"sk-new"}


@in_loop
async def test_whoever_wants_the_key_that_is_not_sent_has_it_entered_again(tmp_path: Path) -> None:
    async with two_servers(tmp_path, sends(response(401, b""))) as (here, first, second):
        await enter(here, "sk-first")
        await save(here, first)
        told = await check(here, base_url=second.base_url)
        assert (told["ok"], told["title"]) == (False, "The server wants a key.")
        assert "Enter its key in the settings." in told["detail"]
        typed = await check(here, base_url=second.base_url, key="sk-wrong")
        assert typed["title"] == "The server did not accept the key."
