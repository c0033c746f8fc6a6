"""The roots that a release certificate for Windows, and its timestamps, may go back to (decision 034).

Those that this machine trusts: on Windows the ones of Microsoft's programme, as far as Windows has fetched them. And
those that the environment names, for an authority of one's own, whose root the customers' machines have.
"""

import ssl
import sys
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.utils import CryptographyDeprecationWarning
from cryptography.x509.oid import ExtendedKeyUsageOID

from build.errors import BuildError

ROOTS_VARIABLE: Final = "WINDOWS_ROOTS_FILE"
"""Names a file of certificates, in PEM."""


def known_roots(environ: Mapping[str, str]) -> tuple[x509.Certificate, ...]:
    """The roots that a chain may end in.

    Args:
        environ: the environment.

    Raises:
        BuildError: the file that it names holds no certificates.
    """
    named = environ.get(ROOTS_VARIABLE)
    return (*(_read(Path(named)) if named else ()), *_parsed(_of_this_machine()))


def _read(file: Path) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(file.read_bytes())
    except (OSError, ValueError) as error:
        raise BuildError(
            "roots-unreadable",
            f"The roots that {ROOTS_VARIABLE} names cannot be read: {error}.",
            "Name a file with one or more certificates in PEM.",
        ) from error


def _of_this_machine() -> Iterator[bytes]:
    """The certificates in DER."""
    if sys.platform == "win32":
        for der, encoding, purposes in ssl.enum_certificates("ROOT"):
            for_code = purposes is True or ExtendedKeyUsageOID.CODE_SIGNING.dotted_string in purposes
            if encoding == "x509_asn" and for_code:
                yield der
    else:
        yield from ssl.create_default_context().get_ca_certs(binary_form=True)


def _parsed(certificates: Iterator[bytes]) -> Iterator[x509.Certificate]:
    """Those that can be read: a machine's store holds odd ones, old and of other makers."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CryptographyDeprecationWarning)
        for der in certificates:
            try:
                yield x509.load_der_x509_certificate(der)
            except ValueError:
                continue
