"""Which tool signs macOS code: Apple's codesign by a keychain, our own by a throw-away identity."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from build.errors import BuildError
from build.sign.identity import AppleIdentity
from build.sign.macos.codesign import AppleSigner, keychain_identity
from build.sign.macos.local import local_signer, throwaway_identity
from build.sign.signer import Signer


def apple_identity(python: Path, product: Mapping[str, Any], *, test: bool) -> AppleIdentity:
    """The throw-away identity of this checkout, or the one that the environment names.

    Args:
        python: the interpreter of the project's environment.
        product: product.json.
        test: whether to take the throw-away one.

    Raises:
        BuildError: there is no identity, or it is not of the product's team.
    """
    if test:
        return throwaway_identity(python)
    identity = keychain_identity(python, os.environ)
    if identity.team != product["signing"]["appleTeamId"]:
        raise BuildError(
            "apple-team-differs",
            f"{identity.identity.subject} is not of the team that product.json names"
            f" ({product['signing']['appleTeamId'] or 'none'}).",
            "Set signing.appleTeamId in product.json, or name a certificate of that team.",
        )
    return identity


@contextmanager
def apple_signer(python: Path, identity: AppleIdentity, product: Mapping[str, Any]) -> Iterator[Signer]:
    """Who signs; a process that it needs ends when the block is left.

    Args:
        python: the interpreter of the project's environment.
        identity: in whose name.
        product: product.json.
    """
    if identity.folder is None:
        yield AppleSigner(identity, product["appId"])
        return
    with local_signer(python, identity, product["appId"]) as signer:
        yield signer
