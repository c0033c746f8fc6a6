"""The vendor's own secret, which goes into the key beside the content of the build. Optional."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from build.errors import BuildError

VARIABLE: Final = "SEAL_SECRET_FILE"
"""Names the file; what is in it stands in no variable, no argument, no log and no file that the build makes."""

LEAST_BYTES: Final = 32


def vendor_secret(environ: Mapping[str, str]) -> bytes:
    """The content of the file that the environment names; nothing if it names none.

    Raises:
        BuildError: the file cannot be read, or holds too little to be a secret.
    """
    named = environ.get(VARIABLE)
    if not named:
        return b""
    try:
        secret = Path(named).read_bytes().strip()
    except OSError as error:
        raise BuildError(
            "seal-secret", f"The file that {VARIABLE} names cannot be read: {error.strerror}.", "Correct the path."
        ) from error
    if len(secret) < LEAST_BYTES:
        raise BuildError(
            "seal-secret",
            f"The file that {VARIABLE} names holds {len(secret)} bytes; a secret has at least {LEAST_BYTES}.",
            "Fill it from a random source, such as `python -c 'import secrets; print(secrets.token_hex())'`.",
        )
    return secret
