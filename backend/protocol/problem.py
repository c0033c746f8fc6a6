"""RFC 9457 problem details, on HTTP and inside the stream."""

from typing import Annotated

from pydantic import Field

from backend.protocol.base import Message


class Problem(Message):
    """What went wrong, why, and what to do, for a person and for a program."""

    type: Annotated[str, Field(description="a stable code, such as `conversation-not-found`")]
    title: Annotated[str, Field(description="what happened, in one line")]
    detail: Annotated[str, Field(description="why, and what to do about it")]
    retryable: Annotated[bool, Field(description="whether the same request may succeed later")] = False
    status: Annotated[int | None, Field(description="the HTTP status, on HTTP answers only")] = None
