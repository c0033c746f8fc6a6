"""A resolver of a test's own: names are looked up where the test says, in the mount namespace of one process."""

import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

needs_a_resolver_of_its_own = pytest.mark.skipif(
    sys.platform != "linux", reason="needs Linux: a mount namespace has a resolv.conf of its own"
)


def resolving_with(servers: str, folder: Path, command: Sequence[str]) -> list[str]:
    """Return the command that runs another with these lines for its ``resolv.conf``, which is kept in the folder."""
    file = folder / "resolv.conf"
    file.write_text(servers, encoding="utf-8")
    bind_and_run = 'mount --bind "$0" /etc/resolv.conf && exec "$@"'
    return ["unshare", "--mount", "--map-root-user", "sh", "-c", bind_and_run, str(file), *command]
