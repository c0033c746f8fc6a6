"""What feed files are called: as electron-updater asks for them (``Provider.getCustomChannelName``)."""

from typing import Final

from build.feed.versions import CHANNELS, Channel
from build.platforms import System

_SUFFIXES: Final[dict[System, str]] = {"linux": "-linux", "darwin": "-mac", "win32": ""}

SIGNATURE_SUFFIX: Final = ".sig"
"""The signature of a feed file lies beside it."""


def feed_name(channel: Channel, system: System) -> str:
    """The name of the feed file of a channel for a system, such as ``latest-linux.yml``."""
    return f"{channel}{_SUFFIXES[system]}.yml"


def feed_names(channel: Channel) -> list[str]:
    """The names of all feed files that a channel can have."""
    return [feed_name(channel, system) for system in _SUFFIXES]


ALL_FEEDS: Final = tuple(name for channel in CHANNELS for name in feed_names(channel))
