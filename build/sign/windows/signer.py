"""Which tool signs Windows code: osslsigncode on Linux and macOS and for tests, signtool on Windows."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from build.platforms import System
from build.sign.signer import Signer
from build.sign.windows.identity import Azure, LocalTimestamps, WindowsIdentity, release_identity, throw_away_identity
from build.sign.windows.osslsigncode import Osslsigncode
from build.sign.windows.signtool import signtool

Tool = Literal["osslsigncode", "signtool"]


def tool_for(identity: WindowsIdentity, system: System) -> Tool:
    """The tool that can use an identity on a system."""
    if isinstance(identity.key, Azure):
        return "signtool"
    return "signtool" if system == "win32" and not isinstance(identity.timestamps, LocalTimestamps) else "osslsigncode"


def windows_identity(python: Path, product: Mapping[str, Any], *, test: bool) -> WindowsIdentity:
    """The throw-away identity of this checkout, or the one that the environment names.

    Args:
        python: the interpreter of the project's environment.
        product: product.json.
        test: whether to take the throw-away one.

    Raises:
        BuildError: there is no identity, or it cannot be used.
    """
    if test:
        return throw_away_identity(python)
    return release_identity(python, os.environ, product["signing"]["windowsPublisher"])


@contextmanager
def windows_signer(
    identity: WindowsIdentity, product: Mapping[str, Any], system: System, work: Path
) -> Iterator[Signer]:
    """Who signs; what it needs on the machine is gone when the block is left.

    Args:
        identity: in whose name.
        product: product.json.
        system: the machine's.
        work: a folder for the tool's files, without secrets.
    """
    name, homepage = product["name"], product["links"]["homepage"]
    if tool_for(identity, system) == "osslsigncode":
        yield Osslsigncode(identity, name, homepage)
        return
    with signtool(identity, work, name, homepage) as signer:
        yield signer
