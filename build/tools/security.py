"""security: the keychain of macOS."""

from build.process import capture


def certificate(name: str) -> str:
    """A certificate by its common name, in PEM.

    Raises:
        ToolFailedError: there is none of this name in the keychains.
    """
    return capture(["security", "find-certificate", "-c", name, "-p"])
