"""Why the sealed pack cannot be used. Each of these keeps the program from starting."""

from backend.errors import BackendError

_REMEDY = "Install the program again."


def missing(reason: str) -> BackendError:
    """Return the error of a pack that cannot be read; ``reason`` as the system says it."""
    return BackendError("assets-missing", f"The program's assets cannot be read: {reason}.", _REMEDY)


def damaged() -> BackendError:
    """Return the error of a pack that is not, byte for byte, the one that was made with this program."""
    return BackendError("assets-damaged", "The program's assets were changed or damaged after they were made.", _REMEDY)


def other_version(found: str, wanted: str) -> BackendError:
    """Return the error of parts that belong to two versions or two products."""
    return BackendError("assets-version", f"The program is {wanted}, but its assets are for {found}.", _REMEDY)
