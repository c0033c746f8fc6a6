"""Publish to S3-compatible storage, by boto3, which lives in the environment of the release's tools."""

import json
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from build.environment.release_env import prepare_release
from build.errors import ToolFailedError
from build.process import Command, capture
from build.publish.meanwhile import PublishedMeanwhileError

NOTHING: Final = "nothing"
"""What an upload replaces that must be the first."""

SECONDS: Final = 3600
"""For one file; boto3 gives up a silent connection long before."""


@dataclass(frozen=True)
class S3Place:
    """A bucket and what keys in it begin with.

    Attributes:
        bucket: its name.
        prefix: the folder in it; empty for none.
        endpoint: of a storage that is not Amazon's; who may write is told by boto3's own variables and files.
    """

    bucket: str
    prefix: str
    endpoint: str | None

    @property
    def name(self) -> str:
        """The place, as a person would name it."""
        return f"s3://{self.bucket}/{self.prefix}".rstrip("/")

    def read(self, name: str, largest: int) -> bytes | None:
        """A small file; None where it is not there."""
        with TemporaryDirectory() as folder:
            copy = Path(folder) / "object"
            found = self._ask("read", name, str(largest), str(copy))["found"]
            return copy.read_bytes() if found else None

    def sha256(self, name: str) -> str | None:
        """The sum of a file's bytes as they lie there."""
        value = self._ask("sha256", name)["sha256"]
        return None if value is None else str(value)

    def put(self, file: Path, name: str, over: str | None) -> None:
        """Upload in one piece, which appears whole or not at all, and compare its sum there."""
        if self._ask("put", name, str(file), over or NOTHING)["sha256"] is None:
            raise PublishedMeanwhileError(name, self.name)

    def _ask(self, action: str, name: str, *arguments: str) -> dict[str, object]:
        key = f"{self.prefix}/{name}".lstrip("/")
        options = ["--endpoint", self.endpoint] if self.endpoint else []
        program: Command = [prepare_release(), "-m", "build.publish.s3_objects"]
        try:
            told = capture([*program, *options, action, self.bucket, key, *arguments], timeout=SECONDS)
        except ToolFailedError as error:
            raise ToolFailedError(
                "storage-failed",
                f"The storage did not do as asked ({action} {key} in {self.bucket}).",
                "Mend what it says, then publish again: what is there already is not sent twice.",
                error.output,
            ) from error
        return dict(json.loads(told))
