"""Sign with Apple's codesign: a release, on a Mac, by an identity in the keychain."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from build.errors import BuildError
from build.process import capture_filter
from build.sign.identity import APPLE_IDENTITY, AppleIdentity, Identity, require_named
from build.sign.plan import Entry
from build.tools import codesign, security

NAME: Final = re.compile(r"Developer ID Application: .+ \((?P<team>[A-Z0-9]{10})\)")
"""The only kind of certificate that Apple notarises, as the keychain calls it."""


class AppleSigner:
    """Signs with one identity.

    Attributes:
        identity: whose certificate is in the keychain.
        prefix: before the file's name, the identifier of code that is no bundle: the app's id.
    """

    def __init__(self, identity: AppleIdentity, prefix: str) -> None:
        self.identity = identity
        self.prefix = prefix

    def sign(self, entry: Entry) -> None:
        """Sign a file or a bundle in place, with a timestamp of Apple's; of the app, let macOS say that it holds."""
        codesign.sign(entry.path, self.identity.identity.subject, options_for(entry, self.prefix))
        if entry.kind == "app":
            codesign.verify(entry.path)


def options_for(entry: Entry, prefix: str) -> list[str | Path]:
    """What codesign gets for one entry of the plan: each alone, as `--deep` would give all the same entitlements."""
    options: list[str | Path] = ["--timestamp"]
    if entry.flags:
        options += ["--options", ",".join(sorted(entry.flags))]
    if not entry.path.is_dir():
        options += ["--identifier", identifier_of(entry.path, prefix)]
    if entry.entitlements is not None:
        options += ["--entitlements", entry.entitlements]
    return options


def identifier_of(path: Path, prefix: str) -> str:
    """The identifier of code that is no bundle: the same in every version, as the keychain goes by it."""
    name = path.name
    for suffix in (".dylib", ".so", ".node", ".dmg"):
        name = name.removesuffix(suffix)
    return f"{prefix}.{name}"


def keychain_identity(python: Path, environ: Mapping[str, str]) -> AppleIdentity:
    """The release identity that the environment names.

    Args:
        python: the interpreter of the project's environment, which reads certificates.
        environ: the environment.

    Raises:
        BuildError: it names none, or another kind than Apple notarises, or the keychain has none of that name.
    """
    name = require_named(APPLE_IDENTITY, environ)
    match = NAME.fullmatch(name)
    if match is None:
        raise BuildError(
            "apple-identity-unfit",
            f"{APPLE_IDENTITY} names no certificate that Apple notarises: {name}.",
            "Name one as `security find-identity -v -p codesigning` shows it: Developer ID Application: NAME (TEAM).",
        )
    pem = security.certificate(name)
    ends = capture_filter([python, "-c", READ_END], pem).strip()
    identity = Identity("release", name, datetime.fromisoformat(ends).astimezone(UTC))
    return AppleIdentity(identity, match["team"], None)


READ_END: Final = """
import sys
from cryptography import x509
print(x509.load_pem_x509_certificate(sys.stdin.buffer.read()).not_valid_after_utc.isoformat())
"""
