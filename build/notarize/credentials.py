"""Who asks Apple's notary service: an API key, as in CI, or a profile in the keychain, as on a developer's Mac."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from build.errors import BuildError

API_KEY: Final = "APPLE_API_KEY"
API_KEY_ID: Final = "APPLE_API_KEY_ID"
API_ISSUER: Final = "APPLE_API_ISSUER"
PROFILE: Final = "APPLE_KEYCHAIN_PROFILE"
"""The file of the key (.p8), its id, the issuer's UUID; and the name of a profile that `notarytool store-credentials`
made. None of them is a secret but the file's content, which the tool reads itself."""


def credentials(environ: Mapping[str, str]) -> list[str]:
    """The options of notarytool that say who asks.

    Raises:
        BuildError: the environment names nobody, half of a key, or a key file that is not there.
    """
    given = {name: environ.get(name, "") for name in (API_KEY, API_KEY_ID, API_ISSUER)}
    missing = [name for name, value in given.items() if not value]
    if not missing:
        if not Path(given[API_KEY]).is_file():
            raise BuildError(
                "notary-key-missing", f"The file that {API_KEY} names is not there.", "Put the .p8 of the key there."
            )
        return ["--key", given[API_KEY], "--key-id", given[API_KEY_ID], "--issuer", given[API_ISSUER]]
    if len(missing) < len(given):
        raise BuildError(
            "notary-key-incomplete",
            f"Of the notary service's key these are not set: {', '.join(missing)}.",
            "Set all three: the file of the key, its id and its issuer (docs/releasing.md).",
        )
    if environ.get(PROFILE):
        return ["--keychain-profile", environ[PROFILE]]
    raise BuildError(
        "notary-credentials-missing",
        "There is nobody in whose name Apple's notary service could be asked.",
        f"Set {API_KEY}, {API_KEY_ID} and {API_ISSUER}, or {PROFILE} (docs/releasing.md).",
    )
