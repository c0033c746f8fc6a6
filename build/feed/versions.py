"""Versions by Semantic Versioning 2.0.0: which one is newer, and which channel it belongs to."""

import re
from typing import Final, Literal, get_args

from build.errors import BuildError

Channel = Literal["latest", "beta"]
CHANNELS: Final[tuple[Channel, ...]] = get_args(Channel)
"""``latest`` is electron-updater's name of the stable one."""

_VERSION: Final = re.compile(
    r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)"
    r"(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?"
    r"(?:\+[0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*)?",
    re.ASCII,
)
"""The regular expression of semver.org, question "Is there a suggested regular expression"."""

_BETA: Final = re.compile(r"beta\.\d+", re.ASCII)


def is_newer(version: str, than: str) -> bool:
    """Whether a version comes after another one; build metadata does not count.

    Raises:
        BuildError: one of them is no version.
    """
    return _precedence(version) > _precedence(than)


def channel_of(version: str) -> Channel:
    """The channel that a version is made for: ``1.2.0-beta.3`` is a beta, ``1.2.0`` is stable.

    Raises:
        BuildError: it is no version, or has a suffix that names no channel.
    """
    suffix = _match(version).group(4)
    if suffix is None:
        return "latest"
    if _BETA.fullmatch(suffix):
        return "beta"
    raise BuildError(
        "version-without-channel",
        f"The version {version} belongs to no channel: -{suffix} is not -beta.N.",
        "Give product.json a version such as 1.2.0 (stable) or 1.2.0-beta.1 (beta).",
    )


def channels_offered(version: str) -> tuple[Channel, ...]:
    """The channels whose users are offered a version: a stable one is for the users of betas too."""
    return ("latest", "beta") if channel_of(version) == "latest" else ("beta",)


def _match(version: str) -> re.Match[str]:
    match = _VERSION.fullmatch(version)
    if match is None:
        raise BuildError(
            "not-a-version", f"{version!r} is no version.", "Write it by semver.org, such as 1.2.0 or 1.2.0-beta.1."
        )
    return match


def _precedence(version: str) -> tuple[tuple[int, ...], bool, list[tuple[bool, int, str]]]:
    """A key that sorts as semver.org, point 11, says: a release after its pre-releases, numbers before words."""
    match = _match(version)
    numbers = tuple(int(number) for number in match.group(1, 2, 3))
    parts = match.group(4).split(".") if match.group(4) else []
    return numbers, not parts, [(not p.isdigit(), int(p) if p.isdigit() else 0, p) for p in parts]
