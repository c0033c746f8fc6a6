"""Where a release is published: a folder, S3-compatible storage, or the web, which can only be read."""

import urllib.parse
from pathlib import Path
from typing import Protocol

from build.errors import BuildError
from build.publish.folder import FolderPlace
from build.publish.s3 import S3Place
from build.publish.web import WebPlace


class ReadablePlace(Protocol):
    """What lies at a place, by bare file names."""

    @property
    def name(self) -> str:
        """The place, as a person would name it."""

    def read(self, name: str, largest: int) -> bytes | None:
        """A small file; None where it is not there.

        Args:
            name: the file.
            largest: how many bytes it may have.

        Raises:
            BuildError: nobody can tell whether it is there, or it is larger.
        """


class Place(ReadablePlace, Protocol):
    """A place that can be written to."""

    def sha256(self, name: str) -> str | None:
        """The sum of a file's bytes as they lie there, in hexadecimal; None where it is not there."""

    def put(self, file: Path, name: str, over: str | None) -> None:
        """Put a file there, at once or not at all, and see that its bytes have arrived.

        Args:
            file: here.
            name: there.
            over: the SHA-256, in hexadecimal, of what it replaces; None where nothing may lie there.

        Raises:
            PublishedMeanwhileError: something else lies there.
            BuildError: its bytes have not arrived.
        """


def place_to_write(text: str, endpoint: str | None) -> Place:
    """The place that a person means.

    Args:
        text: a folder, or ``s3://bucket/prefix``.
        endpoint: the address of S3-compatible storage that is not Amazon's.
    """
    if text.startswith("s3://"):
        bucket, _, prefix = text.removeprefix("s3://").partition("/")
        if bucket:
            return S3Place(bucket, prefix.strip("/"), endpoint)
    if "://" in text:
        raise BuildError(
            "place-not-writable", f"Nothing can be published to {text}.", "Name a folder or s3://bucket/prefix."
        )
    return FolderPlace(Path(text).absolute())


def place_to_read(text: str) -> ReadablePlace:
    """The place that a person or product.json means: an address, a folder, or ``s3://bucket/prefix``.

    Raises:
        BuildError: it is an address that anybody on the way could answer for.
    """
    address = urllib.parse.urlsplit(text)
    if address.scheme == "https" or (address.scheme == "http" and address.hostname == "127.0.0.1"):
        return WebPlace(text)
    return place_to_write(text, None)
