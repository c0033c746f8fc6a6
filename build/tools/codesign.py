"""codesign: Apple's signer, on a Mac with Xcode's command line tools."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from build.process import capture

SIGN_SECONDS: Final = 300.0
"""Apple's timestamp server answers each signature, sometimes slowly."""


def sign(path: Path, identity: str, options: Sequence[str | Path]) -> None:
    """Sign a file or a bundle in place.

    Args:
        path: what is signed.
        identity: the certificate's name in the keychain, such as ``Developer ID Application: NAME (TEAM)``.
        options: further ones.

    Raises:
        ToolMissingError: it is not on this machine.
        ToolFailedError: it could not sign.
    """
    capture(["codesign", "--force", "--sign", identity, *options, path], timeout=SIGN_SECONDS)


def verify(path: Path) -> None:
    """Let macOS itself say whether a signature holds, nested code included.

    Raises:
        ToolFailedError: it does not; the error says what is wrong.
    """
    capture(["codesign", "--verify", "--deep", "--strict", "--verbose=2", path], timeout=SIGN_SECONDS)
