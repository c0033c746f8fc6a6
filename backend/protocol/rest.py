"""The bodies of the REST interface."""

from typing import Annotated, Any, Literal

from pydantic import Field

from backend.protocol.base import Message, Request
from backend.protocol.problem import Problem

Timestamp = Annotated[str, Field(description="RFC 3339, UTC, milliseconds")]
Title = Annotated[str, Field(min_length=1, max_length=200)]
RunState = Literal["running", "finished", "cancelled", "failed", "interrupted"]


class Conversation(Message):
    """A conversation without its messages."""

    id: str
    title: Annotated[str, Field(description="empty until the first question names it")]
    created_at: Timestamp
    updated_at: Timestamp
    active_run_id: Annotated[str | None, Field(description="the run that is going on in it")] = None


class TextPart(Message):
    """A piece of text in Markdown."""

    type: Literal["text"] = "text"
    text: str


class ThoughtPart(Message):
    """A piece of the model's reasoning."""

    type: Literal["thought"] = "thought"
    text: str


class ToolPart(Message):
    """A tool call, with its result once there is one."""

    type: Literal["tool"] = "tool"
    call_id: Annotated[str, Field(description="as in the stream")]
    name: Annotated[str, Field(description="of the tool")]
    arguments: Annotated[dict[str, Any], Field(description="as the model wrote them")]
    content: Annotated[str | None, Field(description="what the tool answered; null while there is no answer")] = None
    is_error: Annotated[
        bool | None, Field(description="whether it failed or was denied; null while there is no answer")
    ] = None


MessagePart = Annotated[TextPart | ThoughtPart | ToolPart, Field(discriminator="type")]


class ConversationMessage(Message):
    """One message: what the user asked, or what an agent answered in a run."""

    id: str
    run_id: Annotated[str | None, Field(description="the run that the message belongs to")]
    role: Literal["user", "assistant"]
    text: Annotated[str, Field(description="all text parts, joined")]
    parts: Annotated[list[MessagePart], Field(description="the message piece by piece, in the order in which it came")]
    state: Annotated[RunState, Field(description="how the run of the message is, or how it ended")]
    problem: Annotated[
        Problem | None, Field(description="why the run failed or was interrupted, as `run.failed` told it")
    ] = None
    created_at: Timestamp


class ConversationDetail(Conversation):
    """A conversation with its messages, oldest first."""

    messages: list[ConversationMessage]


class NewConversation(Request):
    """The body of `POST /conversations`."""

    title: Annotated[Title | None, Field(description="without one, the first question names it")] = None


class ConversationPatch(Request):
    """The body of `PATCH /conversations/{id}`."""

    title: Title


class SearchHit(Message):
    """A conversation that matches, with the place where it does."""

    conversation: Conversation
    message_id: Annotated[str | None, Field(description="null where the title matches")]
    snippet: Annotated[str, Field(description="plain text around the match")]


class ToolInfo(Message):
    """A tool that an agent may use."""

    name: str
    description: str
    needs_approval: Annotated[bool, Field(description="whether the user is asked before each call")]


class Agent(Message):
    """An agent that a run can be started with."""

    id: str
    name: str
    description: str
    tools: list[ToolInfo]
    suggestions: Annotated[list[str], Field(description="questions that show what it can do")]


class Provider(Message):
    """Where the model's answers can come from."""

    id: str
    name: str
    description: str
    needs_base_url: Annotated[bool, Field(description="whether it works only with the setting `base_url`")]
    needs_model: Annotated[bool, Field(description="whether it works only with the setting `model`")]
    takes_key: Annotated[bool, Field(description="whether a key can be kept for it")]
    has_key: Annotated[bool, Field(description="whether a key is kept for it; the key itself is never told")]
    key_storage: Annotated[
        Literal["keychain", "memory"],
        Field(description="where a key is, or would be, kept: memory is this run only"),
    ]


class ProviderKey(Request):
    """The body of `PUT /providers/{id}/key`."""

    key: Annotated[str, Field(min_length=1, max_length=4096, repr=False)]


class ProviderTest(Request):
    """The body of `POST /providers/{id}/test`: what is in the form, before it is saved."""

    base_url: Annotated[str | None, Field(description="absent: the saved one")] = None
    model: Annotated[str | None, Field(description="absent: the saved one")] = None
    key: Annotated[
        str | None,
        Field(max_length=4096, repr=False, description="absent or empty: the saved one, if it is for this server"),
    ] = None


class ProviderTestResult(Message):
    """Whether the provider answered, and with what."""

    ok: bool
    title: Annotated[str, Field(description="what was found, in one line")]
    detail: Annotated[str, Field(description="why, and what to do about it")]
    models: Annotated[list[str], Field(default_factory=list, description="the models that the server names")]


class Settings(Message):
    """The backend's settings; keys are never among them."""

    provider: Annotated[str, Field(description="the id of one that `GET /providers` names")]
    base_url: Annotated[
        str | None, Field(description="where the model's server is, such as `https://api.example.com/v1`")
    ]
    model: Annotated[str | None, Field(description="the model's name, as its server knows it")]
    workspace: Annotated[str | None, Field(description="the folder that the file tools may use")]


class SettingsPatch(Request):
    """The body of `PATCH /settings`: a field that is absent stays; null empties it."""

    provider: Annotated[str | None, Field(description="null: the first one")] = None
    base_url: Annotated[
        str | None, Field(max_length=2000, description="begins with http:// or https://, and holds no password")
    ] = None
    model: Annotated[str | None, Field(max_length=200)] = None
    workspace: Annotated[str | None, Field(max_length=4096, description="an absolute path of a folder that exists")] = (
        None
    )


class Notice(Message):
    """Something that happened without the user's doing, and that they are told once."""

    id: Annotated[str, Field(description="such as `database-set-aside`: the database was damaged, and a new one begun")]
    title: Annotated[str, Field(description="what happened, in one line")]
    detail: Annotated[str, Field(description="why, and what to do about it")]


class Diagnostics(Message):
    """What a support archive says about the backend; nothing in it is a secret or the text of a message."""

    version: Annotated[str, Field(description="of the product")]
    protocol: Annotated[int, Field(description="the version of this protocol")]
    python: Annotated[str, Field(description="its version")]
    platform: Annotated[str, Field(description="operating system and architecture")]
    pid: int
    uptime_seconds: float
    engine: Annotated[str, Field(description="as in `Health`")]
    engine_error: Annotated[str | None, Field(description="why the engine could not be loaded")]
    packages: Annotated[dict[str, str], Field(description="versions, by name")]
    plugins: Annotated[dict[str, str], Field(description="the vendor's plug-ins, each with how its loading came out")]
    database: Annotated[dict[str, int | str], Field(description="its versions, its size in bytes, and counts of rows")]
    settings: Settings
    keychain: Annotated[str, Field(description="where keys are kept, and why there")]
    runs: Annotated[dict[str, int], Field(description="counts, by name")]
