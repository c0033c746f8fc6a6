"""What can be wrong with a model's server, as types that a person can act on."""

from typing import Final, Literal

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
    "model-answer-too-long",
]

MAX_ANSWER_CHARS: Final = 16 * 1024 * 1024
"""How much one answer may hold, thoughts and tool calls included: ten times what the longest-winded model writes, and
little enough that its copies on the way to the disk and to the reader fit into any machine's memory."""


class ModelError(Exception):
    """A model could not answer. ``title`` says what happened, ``detail`` why and what to do; no secret is in either."""

    def __init__(self, code: ModelErrorCode, title: str, detail: str, *, retryable: bool) -> None:
        super().__init__(f"{title} {detail}")
        self.code = code
        self.title = title
        self.detail = detail
        self.retryable = retryable


def answer_too_long(limit: int = MAX_ANSWER_CHARS) -> ModelError:
    """Say that the model wrote more than ``limit`` characters."""
    return ModelError(
        "model-answer-too-long",
        "The answer grew too long and was stopped.",
        f"It passed {limit:,} characters, which is the limit; what had come so far is kept. The model may be repeating "
        "itself: ask for less at once, or choose another model.",
        retryable=False,
    )
