"""The messages of the WebSocket, version 1."""

from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from backend.protocol.base import Message, Request
from backend.protocol.problem import Problem

MAX_INPUT_CHARS = 200_000

Identifier = Annotated[str, Field(min_length=1, max_length=200)]
WholeText = Annotated[
    bool, Field(description="false: the last message names no long `text`, for all of its tokens came before it")
]


class RunStart(Request):
    """Start a run; without a conversation a new one is made."""

    type: Literal["run.start"]
    request_id: Annotated[
        Identifier, Field(description="chosen by the client; comes back with `run.started` or `error`")
    ]
    conversation_id: Annotated[Identifier | None, Field(description="absent: a new one is made")] = None
    agent: Annotated[
        Identifier | None, Field(description="the id of one that `GET /agents` names; absent: the first one")
    ] = None
    input: Annotated[str, Field(min_length=1, max_length=MAX_INPUT_CHARS, description="what the user asks")]
    whole_text: WholeText = True


class RunResume(Request):
    """Replay every message of a run with `seq` greater than `after` (-1: all of them), then go on live."""

    type: Literal["run.resume"]
    run_id: Identifier
    after: Annotated[int, Field(ge=-1, description="the last `seq` that the client has")]
    whole_text: WholeText = True


class RunCancel(Request):
    """Stop a run, its upstream request and its running tool included."""

    type: Literal["run.cancel"]
    run_id: Identifier


class ApprovalReply(Request):
    """Answer a tool's request to run."""

    type: Literal["approval.reply"]
    run_id: Identifier
    call_id: Annotated[Identifier, Field(description="of the `approval.request`")]
    approved: Annotated[bool, Field(description="whether the tool may run")]
    reason: Annotated[str | None, Field(max_length=2000, description="why not, for the model to read")] = None


ClientMessage = Annotated[RunStart | RunResume | RunCancel | ApprovalReply, Field(discriminator="type")]
client_message: TypeAdapter[RunStart | RunResume | RunCancel | ApprovalReply] = TypeAdapter(ClientMessage)


class RunEvent(Message):
    """A message of a run: `seq` is contiguous from 0."""

    run_id: str
    seq: Annotated[int, Field(description="counts from 0 without gaps")]


class RunStarted(RunEvent):
    """The run is stored and begins; always `seq` 0."""

    type: Literal["run.started"] = "run.started"
    request_id: Annotated[str, Field(description="of the `run.start`")]
    conversation_id: Annotated[str, Field(description="where the answer is written")]
    agent: Annotated[str, Field(description="the id of the agent that answers")]


class Token(RunEvent):
    """A piece of the answer: the first at once, the rest coalesced over 12-16 ms."""

    type: Literal["token"] = "token"
    text: Annotated[str, Field(description="to be appended to what has come so far; Markdown")]
    source: Annotated[str, Field(description="the name of the agent that says it")]


class Thought(RunEvent):
    """A piece of the model's reasoning, where it shows any."""

    type: Literal["thought"] = "thought"
    text: Annotated[str, Field(description="to be appended to the thought so far")]


class ToolRequest(RunEvent):
    """The agent calls a tool."""

    type: Literal["tool.request"] = "tool.request"
    call_id: Annotated[str, Field(description="ties request, approval and result together; unique in its run")]
    name: Annotated[str, Field(description="of the tool")]
    arguments: Annotated[dict[str, Any], Field(description="as the model wrote them")]


class ToolResult(RunEvent):
    """A tool answered, failed, or was denied."""

    type: Literal["tool.result"] = "tool.result"
    call_id: Annotated[str, Field(description="of the `tool.request`")]
    name: Annotated[str, Field(description="of the tool")]
    content: Annotated[str, Field(description="what the tool answered, or why it did not")]
    is_error: Annotated[bool, Field(description="whether it failed or was denied")]


class ApprovalRequest(RunEvent):
    """A tool waits for the user's word."""

    type: Literal["approval.request"] = "approval.request"
    call_id: Annotated[str, Field(description="of the `tool.request`")]
    name: Annotated[str, Field(description="of the tool")]
    arguments: Annotated[dict[str, Any], Field(description="what it would be called with")]
    why: Annotated[str, Field(description="why the user is asked, in one sentence")]


class Usage(Message):
    """Tokens as the model's server counted them; 0 where it does not tell."""

    input_tokens: int = 0
    output_tokens: int = 0


FinishReason = Literal["stop", "length", "tool_limit", "content_filter", "unknown"]


class RunFinished(RunEvent):
    """The whole answer; the last message of the run."""

    type: Literal["run.finished"] = "run.finished"
    text: Annotated[str, Field(description="all tokens, joined")]
    usage: Usage
    finish_reason: Annotated[
        FinishReason, Field(description="why the model stopped; `length`: at a limit, so the answer may lack its end")
    ]


class RunCancelled(RunEvent):
    """The run was stopped; `text` is what had come so far. The last message of the run."""

    type: Literal["run.cancelled"] = "run.cancelled"
    text: Annotated[str, Field(description="all tokens so far, joined")]


class RunFailed(RunEvent):
    """The run could not go on; the text so far stays in the conversation. The last message of the run."""

    type: Literal["run.failed"] = "run.failed"
    problem: Problem


class Error(Message):
    """The answer to a client message that is not of this protocol or cannot be followed; the socket stays open."""

    type: Literal["error"] = "error"
    request_id: Annotated[str | None, Field(description="of a `run.start` that it answers, where it could be read")] = (
        None
    )
    run_id: Annotated[str | None, Field(description="of any other message that it answers, where it could be read")] = (
        None
    )
    problem: Problem


AnyRunEvent = (
    RunStarted | Token | Thought | ToolRequest | ToolResult | ApprovalRequest | RunFinished | RunCancelled | RunFailed
)
ServerMessage = Annotated[AnyRunEvent | Error, Field(discriminator="type")]
server_message: TypeAdapter[AnyRunEvent | Error] = TypeAdapter(ServerMessage)
