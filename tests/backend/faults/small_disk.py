"""A disk of a test's own: a tmpfs in the mount namespace of the backend that uses it, gone with that backend."""

import contextlib
import errno
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.backend.client import Backend, backend_command

needs_namespaces = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux: a mount namespace makes a disk")


@dataclass(frozen=True)
class SmallDisk:
    """A disk that the backend sees at ``place``.

    Attributes:
        place: an empty folder.
        options: of the mount, such as ``size=4m``.
    """

    place: Path
    options: str

    @property
    def command(self) -> list[str]:
        """The backend on this disk."""
        mount_and_run = 'mount -t tmpfs -o "$1" tmpfs "$0" && shift && exec "$@"'
        namespace = ["unshare", "--mount", "--map-root-user", "sh", "-c", mount_and_run]
        return [*namespace, str(self.place), self.options, *backend_command()]

    def seen_from_outside(self, backend: Backend) -> Path:
        """Return where the test finds what is on the disk."""
        return Path(f"/proc/{backend.pid}/root{self.place}")

    def fill(self, backend: Backend) -> Path:
        """Leave no byte free; return the file that takes the space."""
        filler = self.seen_from_outside(backend) / "filler"
        descriptor = os.open(filler, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            for size in (64 * 1024, 4096, 1):
                with contextlib.suppress(_NoSpaceError):
                    while True:
                        _write(descriptor, size)
        finally:
            os.close(descriptor)
        return filler

    def take_away(self, backend: Backend) -> None:
        """Unmount it under the backend."""
        inside = ["nsenter", "--target", str(backend.pid), "--user", "--preserve-credentials", "--mount"]
        subprocess.run([*inside, "umount", "--lazy", str(self.place)], check=True)


class _NoSpaceError(Exception):
    """The disk is full."""


def _write(descriptor: int, size: int) -> None:
    try:
        os.write(descriptor, bytes(size))
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise _NoSpaceError from error
        raise
