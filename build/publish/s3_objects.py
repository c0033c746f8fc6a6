"""Objects of S3-compatible storage. Runs in the environment of the release's tools, which has boto3.

    python -m build.publish.s3_objects [--endpoint URL] read BUCKET KEY LARGEST FILE   fetches a small object
    python -m build.publish.s3_objects [--endpoint URL] sha256 BUCKET KEY              the sum of its bytes
    python -m build.publish.s3_objects [--endpoint URL] put BUCKET KEY FILE OVER       uploads and compares; OVER is
                                                          the SHA-256 of what it replaces, or the word ``nothing``

Each prints one line of JSON. Keys of access are boto3's business: its variables, its files, or the machine's role.
"""

import argparse
import base64
import hashlib
import json
import sys
from pathlib import Path
from typing import Any, Final, Protocol

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.response import StreamingBody

NOTHING: Final = "nothing"
GONE: Final = frozenset({"404", "NoSuchKey"})
"""Not NoSuchBucket: where the bucket is missing, nobody knows what is published."""

LOST: Final = frozenset({"PreconditionFailed", "ConditionalRequestConflict", "412", "409"})
"""What a storage says to who wanted to write over something else than what lies there."""

UNCONDITIONAL: Final = frozenset({"NotImplemented", "501"})
"""What one says that knows no conditions: with it, a moment is left in which two may write over each other."""

FEEDS: Final = (".yml", ".sig")
PIECE: Final = 1024 * 1024


class Storage(Protocol):
    """What boto3's client has for us; the arguments are those of Amazon's API."""

    def get_object(self, **request: str) -> dict[str, Any]:
        """The object and what is known of it."""

    def head_object(self, **request: str) -> dict[str, Any]:
        """What is known of an object."""

    def head_bucket(self, **request: str) -> dict[str, Any]:
        """Whether the bucket is there."""

    def put_object(self, **request: object) -> dict[str, Any]:
        """Make an object."""


def read(client: Storage, bucket: str, key: str, largest: int, file: Path) -> dict[str, object]:
    """Fetch a small object into a file."""
    body = _body(client, bucket, key)
    if body is None:
        return {"found": False}
    data = body.read(largest + 1)
    if len(data) > largest:
        sys.exit(f"{key} has more than {largest} bytes.")
    file.write_bytes(data)
    return {"found": True}


def sha256(client: Storage, bucket: str, key: str) -> dict[str, object]:
    """The sum of an object's bytes: the storage's own where it keeps one, or made from all of them."""
    try:
        head = client.head_object(Bucket=bucket, Key=key, ChecksumMode="ENABLED")
    except ClientError as error:
        if _code(error) == "404":
            _require_bucket(client, bucket)
            return {"sha256": None}
        raise
    kept = head.get("ChecksumSHA256")
    if kept and "-" not in kept:
        return {"sha256": base64.b64decode(kept).hex()}
    digest = hashlib.sha256()
    for piece in client.get_object(Bucket=bucket, Key=key)["Body"].iter_chunks(PIECE):
        digest.update(piece)
    return {"sha256": digest.hexdigest()}


def put(client: Storage, bucket: str, key: str, file: Path, over: str | None) -> dict[str, object]:
    """Upload a file in one piece; the storage refuses what arrives with another sum, or over something else.

    Args:
        client: of the storage.
        bucket: where.
        key: where.
        file: what.
        over: the SHA-256 of what it replaces, in hexadecimal; None where nothing may lie there.
    """
    with file.open("rb") as data:
        digest = hashlib.file_digest(data, "sha256")
    request = {
        "Bucket": bucket,
        "Key": key,
        "ChecksumSHA256": base64.b64encode(digest.digest()).decode(),
        "ContentType": "text/plain; charset=utf-8" if file.suffix in FEEDS else "application/octet-stream",
        "CacheControl": "no-cache" if file.suffix in FEEDS else "public, max-age=31536000, immutable",
    }
    condition = _condition(client, bucket, key, over)
    sent = condition is not None and _send(client, file, request, condition)
    arrived = sha256(client, bucket, key)["sha256"]
    if arrived == digest.hexdigest():
        return {"sha256": arrived}
    if not sent:
        return {"sha256": None}
    sys.exit(f"{key} arrived with other bytes: its SHA-256 is {arrived}, not {digest.hexdigest()}.")


def _condition(client: Storage, bucket: str, key: str, over: str | None) -> dict[str, str] | None:
    """The condition by which the storage itself compares; None where something else lies there already."""
    if over is None:
        return {"IfNoneMatch": "*"}
    # The tag first: what is put there after it was asked for is another one.
    tag = client.head_object(Bucket=bucket, Key=key)["ETag"]
    return {"IfMatch": tag} if sha256(client, bucket, key)["sha256"] == over else None


def _send(client: Storage, file: Path, request: dict[str, str], condition: dict[str, str]) -> bool:
    """Whether it was sent, and not held back by the condition."""
    with file.open("rb") as data:
        try:
            client.put_object(**request, **condition, Body=data)
        except ClientError as error:
            if _code(error) in LOST:
                return False
            if _code(error) not in UNCONDITIONAL:
                raise
            data.seek(0)
            client.put_object(**request, Body=data)
    return True


def _body(client: Storage, bucket: str, key: str) -> StreamingBody | None:
    try:
        return client.get_object(Bucket=bucket, Key=key)["Body"]
    except ClientError as error:
        if _code(error) in GONE:
            return None
        raise


def _require_bucket(client: Storage, bucket: str) -> None:
    # The answer to HEAD has no body, so that 404 is all that it says of a bucket that is missing, too.
    client.head_bucket(Bucket=bucket)


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code"))


def main(arguments: list[str]) -> None:
    """Do what the arguments say."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--endpoint")
    parser.add_argument("action", choices=["read", "sha256", "put"])
    parser.add_argument("bucket")
    parser.add_argument("key")
    parser.add_argument("rest", nargs="*")
    options = parser.parse_args(arguments)
    config = Config(retries={"mode": "standard", "max_attempts": 4}, connect_timeout=10, read_timeout=60)
    try:
        client = boto3.client("s3", endpoint_url=options.endpoint, config=config)
        if options.action == "read":
            largest, file = options.rest
            told = read(client, options.bucket, options.key, int(largest), Path(file))
        elif options.action == "sha256":
            told = sha256(client, options.bucket, options.key)
        else:
            file, over = options.rest
            told = put(client, options.bucket, options.key, Path(file), None if over == NOTHING else over)
    except (BotoCoreError, ClientError) as error:
        sys.exit(f"{type(error).__name__}: {error}")
    print(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1:])
