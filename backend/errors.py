"""Errors with a code, a message and a remedy; ``exit_code`` is the one place that turns them into exit codes."""

from typing import Final

EXIT_STOPPED: Final = 0
EXIT_USAGE: Final = 64
EXIT_INTERNAL: Final = 70
EXIT_DATA_DIR: Final = 73
EXIT_DATA_DIR_IN_USE: Final = 75
EXIT_DATABASE_NEWER: Final = 78


class BackendError(Exception):
    """Something that a person can do something about.

    Attributes:
        code: stable, for programs, such as ``data-dir-in-use``.
        message: what happened and why.
        remedy: what to do.
    """

    exit_code: int = EXIT_INTERNAL

    def __init__(self, code: str, message: str, remedy: str) -> None:
        super().__init__(f"{message} {remedy}")
        self.code = code
        self.message = message
        self.remedy = remedy


class UsageError(BackendError):
    """A bad handshake or bad arguments."""

    exit_code = EXIT_USAGE


class DataDirError(BackendError):
    """The data directory cannot be used."""

    exit_code = EXIT_DATA_DIR


class DataDirInUseError(BackendError):
    """Another backend, with a living shell, owns the data directory."""

    exit_code = EXIT_DATA_DIR_IN_USE


class DatabaseNewerError(BackendError):
    """The database was written by a later version of the program."""

    exit_code = EXIT_DATABASE_NEWER
