"""What a tool is."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from backend.workspace.workspace import Workspace, open_workspace


class ToolError(Exception):
    """A tool cannot do what was asked; the text is a sentence for the model and the user."""


class ToolArguments(BaseModel):
    """The arguments of a tool; its JSON schema is what the model sees."""

    model_config = ConfigDict(frozen=True, extra="forbid")


@dataclass(frozen=True, slots=True)
class ToolContext:
    """What a tool may use: the workspace, a clock, and the flag that says that nobody waits any more.

    ``agreed_to`` is what its ``why`` said and the user allowed; None where nobody was asked.
    """

    workspace_path: str | None
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    stopped: threading.Event = field(default_factory=threading.Event)
    agreed_to: str | None = None

    def workspace(self) -> Workspace:
        """Open the workspace; raises ``WorkspaceError`` when there is none."""
        return open_workspace(self.workspace_path)


ArgumentsT = TypeVar("ArgumentsT", bound=ToolArguments)


@dataclass(frozen=True, slots=True, eq=False)
class Tool(Generic[ArgumentsT]):
    """A named function with typed arguments.

    Attributes:
        summary: one short sentence, for people and models.
        details: what else a model must know.
        run: blocking; called in a thread of its own. Raises ``ToolError`` or ``WorkspaceError`` with a sentence.
        why: for a tool that needs approval: says in one sentence what it is about to do. Called and limited as
            ``run`` is; raises as it does, which refuses the call without asking the user.
        time_limit_seconds: counted from its beginning, after the user's approval.
    """

    name: str
    summary: str
    details: str
    arguments: type[ArgumentsT]
    run: Callable[[ArgumentsT, ToolContext], str]
    why: Callable[[ArgumentsT, ToolContext], str] | None = None
    time_limit_seconds: float = 30.0

    @property
    def description(self) -> str:
        """What the model is told."""
        return f"{self.summary} {self.details}"

    @property
    def needs_approval(self) -> bool:
        """Whether the user must agree before it runs."""
        return self.why is not None

    def schema(self) -> dict[str, Any]:
        """Return the JSON schema of the arguments, without the titles that only cost tokens."""
        schema = self.arguments.model_json_schema()
        return {
            "type": "object",
            "properties": {name: _lean(one) for name, one in schema.get("properties", {}).items()},
            "required": schema.get("required", []),
            "additionalProperties": False,
        }

    def parse(self, arguments: Mapping[str, Any]) -> ArgumentsT:
        """Check the model's arguments; raises ``ToolError`` naming each that is wrong."""
        try:
            return self.arguments.model_validate(arguments)
        except ValidationError as error:
            faults = "; ".join(f"{_place(one['loc'])}: {one['msg']}" for one in error.errors(include_input=False))
            raise ToolError(f"The arguments of {self.name} are not right. {faults}.") from error


AnyTool = Tool[Any]


def _place(location: tuple[int | str, ...]) -> str:
    return ".".join(map(str, location)) or "arguments"


def _lean(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in schema.items() if key not in {"title", "default"}}
