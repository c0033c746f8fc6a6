"""Errors of what is measured, told with its name."""

from collections.abc import Iterator
from contextlib import contextmanager

from build.bench.wire import WireError
from build.errors import BuildError


@contextmanager
def told_apart(name: str, session: str = "verify") -> Iterator[None]:
    """Say of which subject it was that an error came.

    Args:
        name: of the subject.
        session: of nox, in which it is tried by itself.

    Raises:
        BuildError: ``not-measured``, for whatever went wrong on the wire or in the file system.
    """
    try:
        yield
    except (WireError, OSError) as error:
        raise BuildError(
            "not-measured",
            f"The subject {name} did not do what was asked of it: {error}.",
            f"Start it by itself, or run `nox -s {session}`, to see why.",
        ) from error
