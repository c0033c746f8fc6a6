"""osslsigncode: Authenticode on Linux and macOS."""

from dataclasses import dataclass
from pathlib import Path

from build.errors import BuildError, ToolFailedError
from build.process import Command, capture_filter
from build.sign.plan import Entry
from build.sign.windows.identity import LocalTimestamps, Pkcs12, WindowsIdentity


@dataclass(frozen=True)
class Osslsigncode:
    """Signs with a PKCS #12 file.

    Attributes:
        identity: in whose name.
        name: of the product, which Windows shows when it asks for administrator rights.
        homepage: of the product.
    """

    identity: WindowsIdentity
    name: str
    homepage: str

    def sign(self, entry: Entry) -> None:
        """Sign a file in place, over any signature that it has.

        Raises:
            BuildError: the identity is of another kind, or the tool failed.
        """
        key = self.identity.key
        if not isinstance(key, Pkcs12):
            raise BuildError("wrong-signer", "osslsigncode cannot use Azure Artifact Signing.", "Sign on Windows.")
        signed = entry.path.with_name(f"{entry.path.name}.signed")
        signed.unlink(missing_ok=True)
        command: Command = [
            "osslsigncode",
            "sign",
            *("-pkcs12", key.file, "-readpass", "-"),
            *("-h", "sha256", "-n", self.name, "-i", self.homepage),
            *self._timestamps(),
            *("-in", entry.path, "-out", signed),
        ]
        try:
            capture_filter(command, f"{key.password}\n")
        except ToolFailedError as error:
            signed.unlink(missing_ok=True)
            raise ToolFailedError(
                "signing-failed", f"{entry.path.name} could not be signed.", "Mend what it says.", error.output
            ) from error
        signed.chmod(entry.path.stat().st_mode)
        signed.replace(entry.path)

    def _timestamps(self) -> list[str | Path]:
        stamps = self.identity.timestamps
        if isinstance(stamps, LocalTimestamps):
            return ["-TSA-certs", stamps.certificate, "-TSA-key", stamps.key]
        return ["-ts", stamps]


def verify(file: Path, root: Path) -> str:
    """What osslsigncode says of a good signature whose chains end in a root, the timestamp's too.

    Raises:
        ToolFailedError: it is not good.
    """
    return capture_filter(["osslsigncode", "verify", "-CAfile", root, "-TSA-CAfile", root, "-in", file], "")
