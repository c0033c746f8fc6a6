"""What every message of the protocol has in common."""

from pydantic import BaseModel, ConfigDict

from backend.protocol.version import BEARER_PREFIX, PROTOCOL_VERSION, SUBPROTOCOL

__all__ = ["BEARER_PREFIX", "PROTOCOL_VERSION", "SUBPROTOCOL", "Message", "Request"]


class Message(BaseModel):
    """A message that the backend writes: frozen, and nothing in it that the contract does not name."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Request(BaseModel):
    """A message that the backend reads: fields of a later version are passed over, wrong types are not."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)
