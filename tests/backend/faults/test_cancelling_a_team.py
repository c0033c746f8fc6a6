"""Cancelling a team of AutoGen's, as a vendor would put one behind the interface of engines.

The product has no team of its own: its agents work alone. It runs on the source only, for a team is code.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from autogen_agentchat.agents import AssistantAgent
from autogen_agentchat.messages import ModelClientStreamingChunkEvent
from autogen_agentchat.teams import RoundRobinGroupChat
from autogen_core import CancellationToken

from backend.agents.autogen.model_client import TurnModelClient
from backend.agents.engine import AgentEvent, TextProduced, TurnFinished, TurnRequest
from backend.providers.openai_compatible import address
from backend.providers.openai_compatible.client import OpenAICompatibleModel
from tests.backend.faults.model import DONE
from tests.backend.providers.stand_in import STREAM_HEAD, Answer, delta, sends, sends_for_ever, stand_in
from tests.backend.runs.world import events_of, said, world
from tests.backend.stalls import Stalls
from tests.backend.store.helpers import in_loop
from tests.trials import Tally

LIMIT_MS = 100
NEVER_ABOVE_MS = 1000


class Team:
    """Two agents that speak in turn, as an engine does.

    The team is read in a task of its own: cancelled while it is read, it would first wait for its agents to be idle,
    and they for the model. So the model is stopped first.
    """

    def __init__(self) -> None:
        self.base_url = ""
        self.spoken: set[str] = set()
        self.both = asyncio.Event()

    async def __call__(self, request: TurnRequest) -> AsyncIterator[AgentEvent]:
        model = OpenAICompatibleModel(address.read(self.base_url), "any", None)
        client = TurnModelClient(model)
        members = [AssistantAgent(name, client, model_client_stream=True) for name in ("writer", "critic")]
        token = CancellationToken()
        team = RoundRobinGroupChat([*members], max_turns=2)
        said: asyncio.Queue[TextProduced | TurnFinished] = asyncio.Queue()

        async def read() -> None:
            async for event in team.run_stream(task=request.input, cancellation_token=token):
                if isinstance(event, ModelClientStreamingChunkEvent) and event.content:
                    await said.put(TextProduced(event.content, event.source))
            await said.put(TurnFinished("", 0, 0, "stop"))

        reading = asyncio.create_task(read())
        try:
            while not isinstance(event := await said.get(), TurnFinished):
                self.spoken.add(event.source)
                yield event
                if len(self.spoken) == len(members):
                    self.both.set()
            yield event
        finally:
            token.cancel()
            await client.stop()
            await asyncio.gather(reading, return_exceptions=True)
            await model.close()


def first_then(rest: Answer) -> Answer:
    """Answer the first request at once, and all that follow as told."""
    asked: list[None] = []

    async def answer(writer: asyncio.StreamWriter, request: dict[str, object]) -> None:
        asked.append(None)
        first = sends(STREAM_HEAD, delta(content="First. "), delta("stop"), DONE)
        await (first if len(asked) == 1 else rest)(writer, request)

    return answer


@pytest.mark.fault("Cancelling", "in a team of agents")
@in_loop
async def test_in_a_team(tmp_path: Path, tally: Tally, stalls: Stalls) -> None:
    for number in tally.tries(quick=3, full=30):
        team = Team()
        for_ever = first_then(sends_for_ever(STREAM_HEAD, delta(content="on and on "), pause=0.005))
        async with world(tmp_path / str(number), team) as here, stand_in(for_ever) as endless:
            team.base_url = endless.base_url
            reader = await here.start("write")
            await asyncio.wait_for(team.both.wait(), 10)
            at = time.monotonic()
            await here.registry.cancel(reader.run_id)
            events = await events_of(reader)
            took_ms = stalls.without(at, time.monotonic()) * 1000
            tally.usually("until the user was told", took_ms, "ms", limit=LIMIT_MS, never_above=NEVER_ABOVE_MS)
            assert (events[-1]["type"], events[-1]["text"]) == ("run.cancelled", said(events))
            await asyncio.wait_for(endless.disconnected.wait(), 5)
            async with stand_in(sends(STREAM_HEAD, delta(content="Fine. "), delta("stop"), DONE)) as calm:
                team.base_url = calm.base_url
                again = await here.run("go on", conversation_id=events[0]["conversation_id"])
            assert said(again) == "Fine. Fine. "
