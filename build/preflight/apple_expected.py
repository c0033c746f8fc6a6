"""Who must have signed a macOS app: the team that product.json names, or the throw-away identity of this checkout."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID

from build.errors import BuildError
from build.paths import WORK
from build.preflight.apple import AppleExpected
from build.preflight.cms import Trust

TEST_AUTHORITY: Final = WORK / "release-identities" / "apple" / "authority.pem"
TEST_SIGNER: Final = "Test identity, not for release"


def apple_expected(product: Mapping[str, Any], *, test: bool, authority: Path = TEST_AUTHORITY) -> AppleExpected:
    """What a signed app must be.

    Args:
        product: product.json.
        test: whether the throw-away identity must have signed it, and nobody else.
        authority: the certificate that the throw-away identity goes back to.

    Raises:
        BuildError: product.json names no team, or this checkout has no throw-away identity.
    """
    if not test:
        team = product["signing"]["appleTeamId"]
        if not team:
            raise BuildError(
                "apple-team-missing",
                "product.json does not say which Apple team signs the app.",
                "Set signing.appleTeamId in product.json (docs/releasing.md).",
            )
        return AppleExpected(Trust("release", team))
    if not authority.is_file():
        raise BuildError(
            "test-identity-missing",
            "This checkout has no throw-away identity that could have signed the app.",
            "Run `nox -s sign -- --test-identity`.",
        )
    certificate = x509.load_pem_x509_certificate(authority.read_bytes())
    team = str(certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME)[0].value)
    roots = frozenset({certificate.fingerprint(SHA256()).hex()})
    return AppleExpected(Trust("test", team, roots, TEST_SIGNER))
