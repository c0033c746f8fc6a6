"""What can be wrong with a model's server, as types that a person can act on."""

from typing import Literal

ModelErrorCode = Literal[
    "model-not-configured",
    "model-authentication",
    "model-permission",
    "model-not-found",
    "model-rate-limited",
    "model-overloaded",
    "model-unreachable",
    "model-timeout",
    "model-stream-cut",
    "model-context-too-long",
    "model-bad-request",
    "model-bad-answer",
]


class ModelError(Exception):
    """A model could not answer. ``title`` says what happened, ``detail`` why and what to do; no secret is in either."""

    def __init__(self, code: ModelErrorCode, title: str, detail: str, *, retryable: bool) -> None:
        super().__init__(f"{title} {detail}")
        self.code = code
        self.title = title
        self.detail = detail
        self.retryable = retryable
