"""Run a program as an unprivileged user where we are root: Chromium refuses root unless its sandbox is off.

We never turn the sandbox off, because then the tests would not test what users run. A user namespace in which we are
somebody else does it without making a user: to the kernel the program still owns the checkout (it may lie under /root,
where no other user can go) but it holds no privilege, and Chromium can make its own namespaces inside.
"""

import os
import sys
from typing import Final

from build.errors import BuildError
from build.process import Command, as_strings, capture, dies_with_us

USER: Final = 65534
"""``nobody``: an account that every Linux has; D-Bus serves no user whose name it cannot look up."""

NAMESPACE: Final = ("unshare", "--user", f"--map-user={USER}", f"--map-group={USER}")


def is_root() -> bool:
    """Whether this program runs as root, on a system that knows root."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def as_user(command: Command) -> list[str]:
    """The command, wrapped so that it runs without privileges; on Linux it also ends when we are killed.

    Raises:
        BuildError: we are root on Linux, and the kernel gives no user namespaces.
    """
    if sys.platform != "linux":
        return as_strings(command)
    if not is_root():
        return dies_with_us(command)
    if not namespaces_work():
        raise BuildError(
            "no-user-namespaces",
            "This is root, Chromium's sandbox refuses root, and this kernel or container gives no user namespaces.",
            "Run as another user, or allow them (`sysctl -w user.max_user_namespaces=15000`; in a container, a seccomp"
            " profile that lets `unshare` through).",
        )
    return [*NAMESPACE, *dies_with_us(command)]


def namespaces_work() -> bool:
    """Whether the kernel gives this user a user namespace, which Chromium's sandbox wants too."""
    try:
        capture([*NAMESPACE, "true"])
    except BuildError:
        return False
    return True
