"""signtool of the Windows SDK: Authenticode on Windows, from a certificate store or by Azure Artifact Signing."""

import json
import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from build.errors import BuildError, ToolFailedError, ToolMissingError
from build.process import Command, capture, capture_filter
from build.sign.plan import Entry
from build.sign.windows.identity import Azure, Pkcs12, WindowsIdentity

SECONDS: Final = 300
NO_TIMESTAMP: Final = re.compile("timestamp server|timestamp.*(fail|error)", re.IGNORECASE)
"""How signtool words that the server, or the way to it, failed."""

WAITS: Final = (5.0, 20.0, 60.0)
"""Before each new attempt, in seconds."""

IMPORT: Final = (
    "$password = [Console]::In.ReadLine();"
    " $secret = if ($password) {{ ConvertTo-SecureString $password -AsPlainText -Force }}"
    " else {{ New-Object System.Security.SecureString }};"
    " Import-PfxCertificate -FilePath '{file}' -CertStoreLocation Cert:\\CurrentUser\\My -Password $secret | Out-Null"
)
"""signtool takes a password only as an argument, which every program on the machine can read: so the certificate goes
into the person's store by PowerShell, which reads the password from stdin."""

IS_THERE: Final = "Test-Path -Path 'Cert:\\CurrentUser\\My\\{thumbprint}'"
REMOVE: Final = "Remove-Item -Path 'Cert:\\CurrentUser\\My\\{thumbprint}' -DeleteKey"
POWERSHELL: Final = ("powershell.exe", "-NoProfile", "-NonInteractive", "-Command")


@dataclass(frozen=True)
class Signtool:
    """Signs with what signtool is told to find its key by.

    Attributes:
        program: signtool.exe.
        key: its arguments that name the key.
        timestamps: the URL of an RFC 3161 server.
        name: of the product.
        homepage: of the product.
        wait: for so many seconds, between attempts.
    """

    program: Path
    key: tuple[str, ...]
    timestamps: str
    name: str
    homepage: str
    wait: Callable[[float], None] = time.sleep

    def sign(self, entry: Entry) -> None:
        """Sign a file in place, over any signature that it has; again when it is only the time that nobody told.

        Raises:
            BuildError: signtool failed; its words are in the error.
        """
        digests = ("/fd", "sha256", "/td", "sha256", "/tr", self.timestamps)
        command: Command = [
            self.program,
            "sign",
            *self.key,
            *digests,
            "/d",
            self.name,
            "/du",
            self.homepage,
            entry.path,
        ]
        for seconds in WAITS:
            if _was_told_the_time(command):
                return
            self.wait(seconds)
        capture(command, timeout=SECONDS)


def _was_told_the_time(command: Command) -> bool:
    try:
        capture(command, timeout=SECONDS)
    except ToolFailedError as error:
        if NO_TIMESTAMP.search(error.output):
            return False
        raise
    return True


@contextmanager
def signtool(identity: WindowsIdentity, work: Path, name: str, homepage: str) -> Iterator[Signtool]:
    """A signer; a certificate that lay in a file is in the person's store meanwhile, and stays where it was before.

    Args:
        identity: a release identity.
        work: a folder for what signtool must find in files; no secret goes there.
        name: of the product.
        homepage: of the product.

    Raises:
        BuildError: signtool is missing, or has no timestamp server to ask.
    """
    program = find()
    if not isinstance(identity.timestamps, str):
        raise BuildError("wrong-signer", "signtool needs a timestamp server.", "Sign tests with osslsigncode.")
    key = identity.key
    if isinstance(key, Azure):
        yield Signtool(program, _azure_arguments(key, work), identity.timestamps, name, homepage)
        return
    with _in_store(key):
        yield Signtool(program, ("/sha1", key.thumbprint), identity.timestamps, name, homepage)


def _azure_arguments(key: Azure, work: Path) -> tuple[str, ...]:
    work.mkdir(parents=True, exist_ok=True)
    metadata = work / "azure-signing.json"
    names = {
        "Endpoint": key.endpoint,
        "CodeSigningAccountName": key.account,
        "CertificateProfileName": key.profile,
    }
    metadata.write_text(json.dumps(names, indent=2), encoding="utf-8")
    return ("/dlib", str(key.library), "/dmdf", str(metadata))


@contextmanager
def _in_store(key: Pkcs12) -> Iterator[None]:
    quoted = str(key.file).replace("'", "''")
    stays = capture([*POWERSHELL, IS_THERE.format(thumbprint=key.thumbprint)]).strip() == "True"
    capture_filter([*POWERSHELL, IMPORT.format(file=quoted)], f"{key.password}\n")
    try:
        yield
    finally:
        if not stays:
            capture([*POWERSHELL, REMOVE.format(thumbprint=key.thumbprint)])


def find() -> Path:
    """The signtool of this machine.

    Raises:
        ToolMissingError: there is none.
    """
    found = shutil.which("signtool")
    if found:
        return Path(found)
    raise ToolMissingError(
        "signtool-missing",
        "signtool is not on this machine.",
        "Install the Windows SDK (Signing Tools), and put the folder of signtool.exe on PATH.",
    )
