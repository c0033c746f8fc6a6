"""The engine: one fresh ``AssistantAgent`` a turn, filled from the history that the store keeps."""

import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from autogen_agentchat import EVENT_LOGGER_NAME
from autogen_agentchat.agents import AssistantAgent
from autogen_agentchat.base import TaskResult
from autogen_agentchat.messages import (
    BaseAgentEvent,
    BaseChatMessage,
    ModelClientStreamingChunkEvent,
    ToolCallExecutionEvent,
    ToolCallRequestEvent,
    ToolCallSummaryMessage,
)
from autogen_core import CancellationToken
from autogen_core.model_context import UnboundedChatCompletionContext

from backend.agents.autogen import arguments, translation
from backend.agents.autogen.limits import MAX_TOOL_ROUNDS
from backend.agents.autogen.model_client import TurnModelClient
from backend.agents.autogen.workbench import ToolOutcome, TurnWorkbench
from backend.agents.catalog import Agent, own_agents
from backend.agents.engine import (
    AgentEvent,
    FinishReason,
    TextProduced,
    ThoughtProduced,
    ToolRequested,
    ToolReturned,
    TurnFinished,
    TurnRequest,
)
from backend.agents.tools.tool import ToolContext

# AutoGen writes whole messages to its event log at debug level; the user's words never go into a log.
logging.getLogger(EVENT_LOGGER_NAME).setLevel(logging.WARNING)


class AutoGenEngine:
    """Runs agents. Holds nothing between two turns.

    Args:
        agents: the agents that there are; the product's own unless given.
        max_tool_rounds: how many times a turn may call tools and ask the model again.
    """

    def __init__(self, agents: Sequence[Agent] | None = None, max_tool_rounds: int = MAX_TOOL_ROUNDS) -> None:
        self._agents = {agent.description.id: agent for agent in (own_agents() if agents is None else agents)}
        self._max_tool_rounds = max_tool_rounds

    async def run(self, request: TurnRequest) -> AsyncGenerator[AgentEvent, None]:
        """Answer one input.

        Raises:
            LookupError: there is no such agent.
            ModelError: the model could not answer.
        """
        chosen = self._chosen(request.agent)
        name = chosen.description.id
        known_ids = {call.call_id for past in request.history for call in past.tool_calls}
        client = TurnModelClient(request.model, known_ids)
        workbench = TurnWorkbench(
            chosen.tools, ToolContext(request.workspace), request.approve, client.surplus_call_ids
        )
        agent = AssistantAgent(
            name,
            client,
            workbench=workbench,
            model_context=UnboundedChatCompletionContext(
                initial_messages=translation.context_messages(request.history, name)
            ),
            system_message=chosen.instructions(),
            model_client_stream=True,
            max_tool_iterations=self._max_tool_rounds,
        )
        token = CancellationToken()
        reading = _Reading(name, client, self._max_tool_rounds)
        stream = agent.run_stream(task=request.input, cancellation_token=token, output_task_messages=False)
        try:
            # In this very task: the tracing spans inside cannot be closed from another one.
            async with aclosing(stream):
                async for event in stream:
                    for translated in reading.translate(event):
                        yield translated
        except Exception as error:
            if client.failure is not None and error is not client.failure:
                raise client.failure from error
            raise
        finally:
            token.cancel()
            await client.stop()
            await workbench.give_up()
        yield reading.finished()

    def _chosen(self, agent: str) -> Agent:
        if agent not in self._agents:
            message = f"There is no agent “{agent}”."
            raise LookupError(message)
        return self._agents[agent]


class _Reading:
    """Turns AutoGen's events into ours, and collects the answer."""

    def __init__(self, source: str, client: TurnModelClient, max_tool_rounds: int) -> None:
        self._source = source
        self._client = client
        self._max_tool_rounds = max_tool_rounds
        self._has_spoken = False
        self._starts_paragraph = False
        self._reported: set[str] = set()
        self._is_at_limit = False

    def translate(self, event: BaseAgentEvent | BaseChatMessage | TaskResult) -> list[AgentEvent]:
        """Return our events for one of AutoGen's, often none."""
        events: list[AgentEvent] = [ThoughtProduced(text) for text in self._client.take_thoughts()]
        match event:
            case ModelClientStreamingChunkEvent(content=text) if text:
                events.append(self._text(text))
            case ToolCallRequestEvent(content=calls):
                self._starts_paragraph = self._has_spoken
                events += [ToolRequested(call.id, call.name, arguments.read(call.arguments)) for call in calls]
            case ToolOutcome():
                events.append(self._returned(event.call_id, event.name, event.content, is_error=event.is_error))
            case ToolCallExecutionEvent(content=results):
                # Calls that never reached a tool: AutoGen answers for tools that it does not know.
                events += [
                    self._returned(one.call_id, one.name, one.content, is_error=bool(one.is_error))
                    for one in results
                    if one.call_id not in self._reported
                ]
            case ToolCallSummaryMessage():
                self._is_at_limit = True
                events.append(self._text(_limit_sentence(self._max_tool_rounds)))
        return events

    def finished(self) -> TurnFinished:
        """Return the last event; all that was said came in pieces."""
        client = self._client
        return TurnFinished("", client.input_tokens, client.output_tokens, self._finish_reason())

    def _finish_reason(self) -> FinishReason:
        if self._is_at_limit:
            return "tool_limit"
        reason = self._client.finish_reason
        return "stop" if reason == "tool_calls" else reason

    def _text(self, text: str) -> TextProduced:
        # What is said before a tool call and what is said after it are two paragraphs.
        if self._starts_paragraph:
            self._starts_paragraph = False
            text = f"\n\n{text.lstrip()}"
        self._has_spoken = True
        return TextProduced(text, self._source)

    def _returned(self, call_id: str, name: str, content: str, *, is_error: bool) -> ToolReturned:
        self._reported.add(call_id)
        return ToolReturned(call_id, name, content, is_error)


def _limit_sentence(rounds: int) -> str:
    return (
        f"I stopped here: this question took {rounds} rounds of tool calls, which is the limit, and I am not done. "
        "Ask me to go on, or ask for a smaller step."
    )
