"""Our tools in the shape that AutoGen wants, with approvals, limits, and a cancel that ends.

AutoGen waits for ever when a tool call raises, ``CancelledError`` included (microsoft/autogen issue 7956): so nothing
leaves ``call_tool_stream`` but a result.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, Final, Literal

from autogen_agentchat.messages import BaseAgentEvent
from autogen_core import CancellationToken
from autogen_core.tools import ParametersSchema, StaticStreamWorkbench, TextResultContent, ToolResult, ToolSchema

from backend.agents.autogen.arguments import is_malformed
from backend.agents.autogen.limits import MAX_CALLS_A_ROUND, MAX_TOOLS_AT_ONCE
from backend.agents.engine import ApprovalQuestion, Approver
from backend.agents.tools.running import run_limited
from backend.agents.tools.tool import AnyTool, ToolArguments, ToolContext, ToolError

CANCELLED: Final = "The run was stopped before this tool finished."
SURPLUS: Final = (
    f"This call was not followed: of one answer only the first {MAX_CALLS_A_ROUND} tool calls are. "
    "Look at their results first, then call again what is still needed."
)
_STOP_SECONDS: Final = 0.5


class ToolOutcome(BaseAgentEvent):
    """A tool has answered; sent at once, while AutoGen still waits for the other calls of the same round."""

    type: Literal["ToolOutcome"] = "ToolOutcome"
    call_id: str
    name: str
    content: str
    is_error: bool

    def to_text(self) -> str:
        """Return the content."""
        return self.content


class TurnWorkbench(StaticStreamWorkbench):
    """The tools of one turn.

    Args:
        surplus_call_ids: of the calls that are too many; looked into when a call comes.
    """

    def __init__(
        self,
        tools: Sequence[AnyTool],
        context: ToolContext,
        approve: Approver,
        surplus_call_ids: Collection[str] = (),
    ) -> None:
        super().__init__(tools=[])
        self._by_name = {tool.name: tool for tool in tools}
        self._schemas = [_schema(tool) for tool in tools]
        self._context = context
        self._approve = approve
        self._surplus_call_ids = surplus_call_ids
        self._places = asyncio.Semaphore(MAX_TOOLS_AT_ONCE)
        self._running: set[asyncio.Task[str]] = set()

    async def list_tools(self) -> list[ToolSchema]:
        """Return the tools as the model sees them."""
        return self._schemas

    async def call_tool_stream(
        self,
        name: str,
        arguments: Mapping[str, Any] | None = None,
        cancellation_token: CancellationToken | None = None,
        call_id: str | None = None,
    ) -> AsyncGenerator[Any | ToolResult, None]:
        """Yield a ``ToolOutcome`` for the reader of the run, then the same as the ``ToolResult`` that AutoGen wants."""
        content, is_error = await self._outcome(name, arguments, cancellation_token, call_id or "")
        yield ToolOutcome(source=name, call_id=call_id or "", name=name, content=content, is_error=is_error)
        yield ToolResult(name=name, result=[TextResultContent(content=content)], is_error=is_error)

    async def give_up(self) -> None:
        """Cancel what still runs, and wait for it a moment."""
        for task in self._running:
            task.cancel()
        if self._running:
            await asyncio.wait(tuple(self._running), timeout=_STOP_SECONDS)

    async def _outcome(
        self, name: str, arguments: object, token: CancellationToken | None, call_id: str
    ) -> tuple[str, bool]:
        if call_id in self._surplus_call_ids:
            return SURPLUS, True
        task = asyncio.create_task(self._call(name, arguments, call_id), name=f"tool {name}")
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        if token is not None:
            token.link_future(task)
        try:
            await asyncio.wait((task,))
        finally:
            task.cancel()
        if task.cancelled():
            return CANCELLED, True
        error = task.exception()
        return (task.result(), False) if error is None else (str(error) or type(error).__name__, True)

    async def _call(self, name: str, arguments: object, call_id: str) -> str:
        tool = self._by_name[name]
        if not isinstance(arguments, Mapping) or is_malformed(arguments):
            raise ToolError(f"The arguments of {name} are not a JSON object. Call it again with valid JSON.")
        checked: ToolArguments = tool.parse(arguments)
        context = self._context
        if tool.why is not None:
            why = await self._in_its_place(tool, tool.why, checked, context)
            answer = await self._approve(ApprovalQuestion(call_id, name, arguments, why))
            if not answer.approved:
                reason = f" Their reason: {answer.reason}" if answer.reason else ""
                raise ToolError(f"The user did not allow this.{reason}")
            context = replace(context, agreed_to=why)
        return await self._in_its_place(tool, tool.run, checked, context)

    async def _in_its_place(
        self, tool: AnyTool, action: Callable[[Any, ToolContext], str], arguments: ToolArguments, context: ToolContext
    ) -> str:
        """Run it as soon as fewer than ``MAX_TOOLS_AT_ONCE`` do; its time begins then."""
        async with self._places:
            return await run_limited(tool, action, arguments, context)


@cache
def _schema(tool: AnyTool) -> ToolSchema:
    """Return the tool as the model sees it; made once, for it takes longer than the rest of a turn's beginning."""
    schema = tool.schema()
    parameters = ParametersSchema(
        type="object", properties=schema["properties"], required=schema["required"], additionalProperties=False
    )
    return ToolSchema(name=tool.name, description=tool.description, parameters=parameters)
