"""What goes wrong in the tooling, said so that a person can do something about it."""

from typing import Final

EXIT_FAILED: Final = 1
EXIT_INTERRUPTED: Final = 130


class BuildError(Exception):
    """Something that a person can do something about.

    Attributes:
        code: stable, for programs and tests, such as ``wheel-not-found``.
        message: what happened and why.
        remedy: what to do.
    """

    def __init__(self, code: str, message: str, remedy: str) -> None:
        super().__init__(f"{message} {remedy}")
        self.code = code
        self.message = message
        self.remedy = remedy


class ToolFailedError(BuildError):
    """An external program ended with an error.

    Attributes:
        output: the end of what it printed.
    """

    def __init__(self, code: str, message: str, remedy: str, output: str) -> None:
        super().__init__(code, message, remedy)
        self.output = output


class ToolMissingError(BuildError):
    """An external program is not on this machine."""


def describe(error: BuildError) -> str:
    """The terminal text of an error: what happened, what the tool said, what to do."""
    lines = [f"error: {error.message} [{error.code}]"]
    if isinstance(error, ToolFailedError) and error.output.strip():
        lines += ["", *(f"    {line}" for line in error.output.rstrip().splitlines()), ""]
    lines.append(f"remedy: {error.remedy}")
    return "\n".join(lines)
