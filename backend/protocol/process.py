"""The lines that cross the pipes between the shell and the backend process."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, field_validator

from backend.protocol.base import PROTOCOL_VERSION, Message, Request

Origin = Annotated[str, Field(pattern=r"^[a-z][a-z0-9+.-]*://[^/\s]+$")]


class Handshake(Request):
    """The one line that the shell writes to the backend's stdin before anything else."""

    protocol: Annotated[Literal[1], Field(description="the version of this protocol")]
    token: Annotated[
        str,
        Field(
            pattern=r"^[A-Za-z0-9_-]{32,512}={0,2}$",
            repr=False,
            description="base64url of 32 random bytes, unpadded as a rule; every later request must bring it",
        ),
    ]
    origins: Annotated[
        list[Origin],
        Field(min_length=1, max_length=16, description="the web origins that may use the port, and no others"),
    ]
    data_dir: Annotated[str, Field(min_length=1, description="an absolute path; made if it is not there")]
    log_dir: Annotated[str, Field(min_length=1, description="an absolute path; made if it is not there")]

    @field_validator("protocol", mode="before")
    @classmethod
    def _must_be_a_whole_number(cls, value: object) -> object:
        # To Python true and 1.0 equal 1; to a literal they would do.
        if type(value) is not int:
            message = "must be a whole number"
            raise ValueError(message)
        return value

    @field_validator("data_dir", "log_dir")
    @classmethod
    def _must_be_absolute(cls, value: str) -> str:
        if not Path(value).is_absolute():
            message = "must be an absolute path"
            raise ValueError(message)
        return value


class Listening(Message):
    """The backend is bound; the port answers `/health` from now on."""

    event: Literal["listening"] = "listening"
    host: Literal["127.0.0.1"] = "127.0.0.1"
    port: Annotated[int, Field(description="chosen by the system")]
    pid: Annotated[int, Field(description="the process number of the backend")]
    protocol: Annotated[int, Field(description="the version of this protocol")] = PROTOCOL_VERSION
    version: Annotated[str, Field(description="of the product, from `product.json`")]


class Ready(Message):
    """The agent engine is loaded: runs start at once from now on."""

    event: Literal["ready"] = "ready"


class EngineFailed(Message):
    """The agent engine could not be loaded; conversations can still be read."""

    event: Literal["engine-failed"] = "engine-failed"
    message: Annotated[str, Field(description="one sentence for a person; the log has the details")]


class Fatal(Message):
    """The last line of a backend that cannot go on."""

    event: Literal["fatal"] = "fatal"
    code: Annotated[str, Field(description="stable, for programs, such as `data-dir-in-use`")]
    message: Annotated[str, Field(description="what happened, why, and what to do, for a person")]


class Check(Message):
    """One part of the installation that was tried."""

    name: str
    ok: bool
    detail: Annotated[str, Field(description="what was found, or what is wrong with it")]


class SelfCheck(Message):
    """The answer to `--self-check`: whether this installation holds all that the program needs."""

    event: Literal["self-check"] = "self-check"
    ok: Annotated[
        bool, Field(description="whether every part is well; if not, `fatal` follows and the exit code is 70")
    ]
    checks: list[Check]


EngineState = Literal["loading", "ready", "failed"]


class Health(Message):
    """The answer of `GET /health`, for anyone: nothing in it is a secret."""

    status: Literal["ok"] = "ok"
    protocol: Annotated[int, Field(description="the version of this protocol")] = PROTOCOL_VERSION
    version: Annotated[str, Field(description="of the product")]
    engine: Annotated[
        EngineState, Field(description="`loading`: runs wait; `ready`: they start at once; `failed`: they fail")
    ]
