"""Every problem that a client can be told of, and the one exception that carries it to the edge."""

from typing import Final, Literal

from backend.protocol.problem import Problem

StorageTrouble = Literal["full", "unwritable", "busy", "gone", "damaged", "other"]
"""What can be wrong with the file that holds the conversations."""

_STORAGE_TROUBLES: Final[dict[StorageTrouble, tuple[str, str]]] = {
    "full": (
        "The disk is full.",
        (
            "There is no space left for the conversations, so nothing new can be kept. Free some space on the disk "
            "that holds them, then try again; there is no need to restart."
        ),
    ),
    "unwritable": (
        "The conversations on disk could not be written.",
        "The disk may be full, write-protected, or failing. Check it, make room, then try again.",
    ),
    "busy": (
        "Another program uses the file with the conversations.",
        "It may be a backup or a virus scanner. Let it come to its end, or close it, then try again.",
    ),
    "gone": (
        "The folder with the conversations is gone.",
        (
            "It was removed, or its disk was taken away, while the program ran, so nothing new can be kept. Copy what "
            "you still see and need, bring the folder back, then start the program again."
        ),
    ),
    "damaged": (
        "The file with the conversations is damaged.",
        (
            "A part of it can no longer be read, as a failing disk can do it. Start the program again, which "
            "looks through the file, and check the disk."
        ),
    ),
    "other": (
        "The conversations on disk could not be used.",
        "The disk may be full or not writable. Make room, then try again. The log has the details.",
    ),
}
"""Title and detail of each."""


class ProblemError(Exception):
    """A request that cannot be followed. ``problem.status`` is for HTTP; the stream leaves it out."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.title} {problem.detail}")
        self.problem = problem


def _error(code: str, title: str, detail: str, *, status: int, retryable: bool = False) -> ProblemError:
    return ProblemError(Problem(type=code, title=title, detail=detail, retryable=retryable, status=status))


def bad_request(detail: str) -> ProblemError:
    """Return the problem of a body or a parameter that is not as the contract says."""
    return _error("invalid-request", "The request is not valid.", detail, status=422)


def not_found() -> ProblemError:
    """Return the problem of a path that does not exist."""
    return _error("not-found", "There is nothing here.", "Check the path of the request.", status=404)


def method_not_allowed() -> ProblemError:
    """Return the problem of a method that the path does not have."""
    return _error(
        "method-not-allowed", "This method cannot be used here.", "Check the method of the request.", status=405
    )


def body_too_large() -> ProblemError:
    """Return the problem of a body that is larger than any that the contract knows."""
    return _error(
        "body-too-large", "The body of the request is too large.", "Send what the protocol names.", status=413
    )


def internal() -> ProblemError:
    """Return the problem of our own mistake; what happened stands in the log only."""
    return _error(
        "internal",
        "Something went wrong inside the program.",
        "The log has the details. Try again; if it happens again, export the diagnostics and report it.",
        status=500,
        retryable=True,
    )


def too_many_files() -> ProblemError:
    """Return the problem of a process that may open nothing more, not even for a moment."""
    return _error(
        "too-many-files",
        "The system lets the program open no more files.",
        "Close other programs, or raise the limit of open files (ulimit -n), then try again.",
        status=503,
        retryable=True,
    )


def conversation_not_found() -> ProblemError:
    """Return the problem of a conversation that does not exist."""
    return _error(
        "conversation-not-found",
        "This conversation does not exist.",
        "It may have been deleted. Open another one or start a new one.",
        status=404,
    )


def notice_not_found() -> ProblemError:
    """Return the problem of a notice that does not exist."""
    return _error(
        "notice-not-found",
        "There is no such notice.",
        "It may have been dismissed already: read them again.",
        status=404,
    )


def conversation_busy() -> ProblemError:
    """Return the problem of a second run in one conversation."""
    return _error(
        "conversation-busy",
        "An answer is still being written in this conversation.",
        "Wait until it has ended, or stop it, then ask again.",
        status=409,
        retryable=True,
    )


def agent_not_found(agent: str) -> ProblemError:
    """Return the problem of an agent that is not in the catalog."""
    return _error(
        "agent-not-found", f"There is no agent named '{agent}'.", "Choose one that GET /agents names.", status=404
    )


def provider_not_found(provider: str) -> ProblemError:
    """Return the problem of a provider that is not in the registry."""
    return _error(
        "provider-not-found",
        f"There is no provider named '{provider}'.",
        "Choose one that GET /providers names.",
        status=404,
    )


def provider_takes_no_key(name: str) -> ProblemError:
    """Return the problem of a key for a provider that uses none."""
    return _error("provider-takes-no-key", f"{name} uses no key.", "Choose another provider first.", status=409)


def key_storage_failed(reason: str) -> ProblemError:
    """Return the problem of a keychain that did not do what it was asked; ``reason`` says why and what to do."""
    return _error("key-storage-failed", "The keychain did not do what was asked.", reason, status=500, retryable=True)


def invalid_setting(field: str, reason: str) -> ProblemError:
    """Return the problem of a setting that cannot be used; ``reason`` is a sentence that says what to do."""
    return _error("invalid-setting", f"The setting '{field}' cannot be used.", reason, status=422)


def run_not_found() -> ProblemError:
    """Return the problem of a run that does not exist."""
    return _error(
        "run-not-found",
        "This run does not exist.",
        "It may have been deleted with its conversation. Read the conversation again.",
        status=404,
    )


def run_over(state: str) -> ProblemError:
    """Return the problem of a resume that has nothing left to replay; ``state`` is how the run ended."""
    return _error(
        "run-over",
        f"This run is over: {state}.",
        "There is nothing left to replay. Read the conversation to see its answer.",
        status=409,
    )


def approval_not_found() -> ProblemError:
    """Return the problem of an approval that nothing waits for."""
    return _error(
        "approval-not-found",
        "No tool waits for this approval.",
        "It may have been answered already, or its run is over.",
        status=409,
    )


def run_interrupted() -> ProblemError:
    """Return the problem of a run that ended with the process that carried it."""
    return _error(
        "run-interrupted",
        "The answer was interrupted.",
        "The program stopped while it was being written. What had come so far is kept; ask again to get the rest.",
        status=503,
        retryable=True,
    )


def engine_failed(reason: str) -> ProblemError:
    """Return the problem of an engine that could not be loaded; ``reason`` is free of secrets."""
    return _error(
        "engine-failed",
        "The agent engine could not be loaded.",
        f"{reason} Restart the program; if it happens again, reinstall it. Conversations can still be read.",
        status=503,
    )


def stopping() -> ProblemError:
    """Return the problem of a request that came while the program stops."""
    return _error("stopping", "The program is stopping.", "Try again when it is back.", status=503, retryable=True)


def storage_failed(trouble: StorageTrouble) -> ProblemError:
    """Return the problem of a database that could not be written or read."""
    title, detail = _STORAGE_TROUBLES[trouble]
    return _error("storage-failed", title, detail, status=500, retryable=trouble not in {"gone", "damaged"})


def in_stream(problem: Problem) -> Problem:
    """Return the problem as the stream tells it: without an HTTP status."""
    return problem.model_copy(update={"status": None})
