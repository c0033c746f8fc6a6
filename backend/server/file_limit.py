"""How many files the process may have open: raised where the system lets it, refused where it is hopeless."""

import sys
from typing import Final

from backend.errors import BackendError

WANTED: Final = 1024
NEEDED: Final = 24
"""A backend that answers one conversation has eighteen open."""

TOO_MANY_FILES: Final = (
    "too-many-files",
    "The system lets the backend open no more files.",
    "Close other programs, or raise the limit of open files (ulimit -n), then start again.",
)


def raise_file_limit() -> None:
    """Raise this process's limit to what it may want, as far as it is allowed to.

    Raises:
        BackendError: ``too-many-files``; with so few, it would fail later and in places that cannot say why.
    """
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - Windows has none

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = WANTED if hard == resource.RLIM_INFINITY else min(WANTED, hard)
    if soft != resource.RLIM_INFINITY and soft < allowed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
        soft = allowed
    if soft != resource.RLIM_INFINITY and soft < NEEDED:
        raise BackendError(*TOO_MANY_FILES)
