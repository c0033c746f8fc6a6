"""The names and numbers of this version of the protocol, importable without pydantic (which costs a start 0.2 s)."""

from typing import Final

PROTOCOL_VERSION: Final = 1
SUBPROTOCOL: Final = "armature.v1"
BEARER_PREFIX: Final = "bearer."
