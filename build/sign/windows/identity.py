"""In whose name Windows code is signed: a PKCS #12 file, Azure Artifact Signing, or a throw-away test identity."""

import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from build.errors import BuildError, ToolFailedError
from build.process import capture, capture_filter
from build.sign.identity import (
    TEST_IDENTITIES,
    TEST_SUBJECT,
    WINDOWS_CERTIFICATE_FILE,
    WINDOWS_CERTIFICATE_PASSWORD,
    Identity,
    lifetime,
    require_named,
)

AZURE_ENDPOINT: Final = "AZURE_SIGNING_ENDPOINT"
AZURE_ACCOUNT: Final = "AZURE_SIGNING_ACCOUNT"
AZURE_PROFILE: Final = "AZURE_SIGNING_PROFILE"
AZURE_LIBRARY: Final = "AZURE_SIGNING_LIBRARY"
"""Environment variables: Azure Artifact Signing, and where its `Azure.CodeSigning.Dlib.dll` lies. It takes the
credentials themselves (`AZURE_CLIENT_SECRET` and its like) from the environment that it inherits."""

TIMESTAMP_URL: Final = "WINDOWS_TIMESTAMP_URL"
TIMESTAMPS: Final = "http://timestamp.digicert.com"
AZURE_TIMESTAMPS: Final = "http://timestamp.acs.microsoft.com"
"""RFC 3161 over plain HTTP, as their makers publish them: the answers are signed."""


@dataclass(frozen=True)
class Pkcs12:
    """A certificate and its key in a file.

    Attributes:
        file: the PKCS #12 file.
        password: of it; empty where it has none.
        thumbprint: the certificate's SHA-1 in hex, by which Windows finds it in a store.
    """

    file: Path
    password: str = field(repr=False)
    thumbprint: str


@dataclass(frozen=True)
class Azure:
    """A certificate profile of Azure Artifact Signing: the key never leaves Azure.

    Attributes:
        endpoint: the region's URL.
        account: the name of the signing account.
        profile: the name of the certificate profile.
        library: what signtool loads to reach it.
    """

    endpoint: str
    account: str
    profile: str
    library: Path


@dataclass(frozen=True)
class LocalTimestamps:
    """A timestamp authority for tests: a certificate and its key, and no server."""

    certificate: Path
    key: Path


@dataclass(frozen=True)
class WindowsIdentity:
    """An identity for Windows code.

    Attributes:
        identity: the name.
        key: what signs.
        timestamps: the URL of an RFC 3161 server, or what stands in for one in tests.
    """

    identity: Identity
    key: Pkcs12 | Azure
    timestamps: str | LocalTimestamps


def throw_away_identity(python: Path, folder: Path = TEST_IDENTITIES / "windows") -> WindowsIdentity:
    """The throw-away identity of this checkout, made where there is none that lasts.

    Args:
        python: the interpreter of the project's environment.
        folder: where it lies.
    """
    if (folder / "root.pem").is_file():
        found = identity_in(python, folder)
        if lifetime(found.identity, datetime.now(UTC)) == "good":
            return found
        shutil.rmtree(folder)
    # Made beside its place and moved: one that is half there would never be mended.
    folder.parent.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(dir=folder.parent))
    capture([python, "-m", "build.sign.windows.certificates", "new", partial, TEST_SUBJECT])
    partial.rename(folder)
    return identity_in(python, folder)


def identity_in(python: Path, folder: Path) -> WindowsIdentity:
    """The throw-away identity that lies in a folder, whether it lasts or not."""
    password = (folder / "password").read_text(encoding="ascii").strip()
    identity, key = _pkcs12(python, folder / "signer.p12", password, "test")
    return WindowsIdentity(identity, key, LocalTimestamps(folder / "timestamp.pem", folder / "timestamp.key"))


def release_identity(python: Path, environ: Mapping[str, str], publisher: str) -> WindowsIdentity:
    """The identity that the environment names.

    Args:
        python: the interpreter of the project's environment.
        environ: the environment.
        publisher: ``windowsPublisher`` of product.json.

    Raises:
        BuildError: it names none, or one that cannot be used.
    """
    if environ.get(AZURE_ENDPOINT):
        key = Azure(
            environ[AZURE_ENDPOINT],
            require_named(AZURE_ACCOUNT, environ),
            require_named(AZURE_PROFILE, environ),
            Path(require_named(AZURE_LIBRARY, environ)),
        )
        # Azure makes a certificate for each day; there is none whose end could be near.
        forever = datetime.max.replace(tzinfo=UTC)
        return WindowsIdentity(
            Identity("release", publisher, forever), key, environ.get(TIMESTAMP_URL, AZURE_TIMESTAMPS)
        )
    file = Path(require_named(WINDOWS_CERTIFICATE_FILE, environ))
    identity, pair = _pkcs12(python, file, environ.get(WINDOWS_CERTIFICATE_PASSWORD, ""), "release")
    return WindowsIdentity(identity, pair, environ.get(TIMESTAMP_URL, TIMESTAMPS))


def _pkcs12(python: Path, file: Path, password: str, kind: str) -> tuple[Identity, Pkcs12]:
    try:
        told = capture_filter([python, "-m", "build.sign.windows.certificates", "describe", file], f"{password}\n")
    except ToolFailedError as error:
        raise ToolFailedError(
            "certificate-unreadable",
            f"The certificate {file.name} cannot be used.",
            f"Name a PKCS #12 file in {WINDOWS_CERTIFICATE_FILE}, and its password in {WINDOWS_CERTIFICATE_PASSWORD}.",
            error.output,
        ) from error
    facts = json.loads(told)
    if kind == "release" and TEST_SUBJECT in facts["name"]:
        raise BuildError(
            "test-certificate",
            f"{file.name} is a throw-away certificate.",
            "Name the certificate of a release, or ask for `--test-identity`.",
        )
    expires = datetime.fromisoformat(facts["expires"])
    identity = Identity("test" if kind == "test" else "release", facts["subject"], expires)
    return identity, Pkcs12(file, password, facts["thumbprint"])
