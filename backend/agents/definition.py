"""An agent as its author writes it: a TOML file, checked once, here."""

import tomllib
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, field_validator

from backend.errors import BackendError

# The engine takes nothing else for a name of an agent.
AgentId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)]
PromptName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=64)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]


class AgentDefinition(BaseModel):
    """The fields of the file."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    id: AgentId
    name: Words
    description: Words
    prompt: Annotated[PromptName, Field(description="the name of its instructions, without `.md`")]
    tools: Annotated[tuple[str, ...], Field(strict=False, description="the names of the tools that it may use")] = ()
    suggestions: Annotated[
        tuple[Words, ...], Field(strict=False, description="questions that show what it can do")
    ] = ()
    position: Annotated[int, Field(description="its place among the agents of its package, from the smallest on")] = 100

    @field_validator("tools")
    @classmethod
    def _must_differ(cls, tools: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(tools)) != len(tools):
            message = "a tool is named twice"
            raise ValueError(message)
        return tools


def parse_definition(text: str, file: str) -> AgentDefinition:
    """Return what a definition says; ``file`` is its name, for errors.

    Raises:
        BackendError: ``agent-definition``: it is not TOML, or a field is missing, unknown or wrong.
    """
    try:
        return AgentDefinition.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise unusable(file, f"it is not TOML: {error}") from error
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise unusable(file, faults) from error


def unusable(file: str, reason: str) -> BackendError:
    """Return the error of an agent that cannot be had as it is written."""
    return BackendError("agent-definition", f"The agent in {file} cannot be used: {reason}.", "Correct the file.")
