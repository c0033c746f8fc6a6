"""Read what is published as its users read it."""

import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from typing import Final

from build.errors import BuildError

SECONDS: Final = 30
GONE: Final = (404, 410)
"""What a server says that knows that a file is not there; 403 may be said of one that is."""


@dataclass(frozen=True)
class WebPlace:
    """The folder of the feeds, by its address."""

    address: str

    @property
    def name(self) -> str:
        """The place, as a person would name it."""
        return self.address

    def read(self, name: str, largest: int) -> bytes | None:
        """A small file; None where the server knows that it is not there."""
        url = f"{self.address.rstrip('/')}/{urllib.parse.quote(name)}"
        request = urllib.request.Request(url, headers={"Cache-Control": "no-cache"})  # noqa: S310 - see place_to_read
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
                data: bytes = answer.read(largest + 1)
                promised = int(answer.headers.get("Content-Length") or len(data))
        except urllib.error.HTTPError as error:
            error.close()
            if error.code in GONE:
                return None
            raise _unreadable(url, f"the server answers {error.code}") from error
        except OSError as error:
            raise _unreadable(url, str(error)) from error
        if len(data) > largest:
            raise _unreadable(url, f"it has more than {largest} bytes")
        if len(data) < promised:
            # http.client says nothing of an end that comes too early where it was asked for some bytes only.
            raise _unreadable(url, f"it ended after {len(data)} of {promised} bytes")
        return data


def _unreadable(url: str, why: str) -> BuildError:
    return BuildError(
        "published-unreadable",
        f"Nobody can tell what is published: {url} cannot be read ({why}).",
        "See to the server and try again. One where nothing is published yet must answer 404.",
    )
