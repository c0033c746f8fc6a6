"""Every route of the REST interface, as the application itself describes it."""

from collections import defaultdict
from functools import cache
from typing import Any
from unittest.mock import MagicMock

from backend.api.app import STREAM_PATH, create_app


@cache
def openapi() -> dict[str, Any]:
    """Return the OpenAPI document, which no backend serves; describing needs none of the services."""
    return create_app(MagicMock()).openapi()


def routes(**values: str) -> list[tuple[str, str]]:
    """Return method and path of every route, and of the stream; parameters without a value are 1."""
    known = defaultdict(lambda: "1", values)
    paths = openapi()["paths"].items()
    described = [(method.upper(), path.format_map(known)) for path, methods in paths for method in methods]
    return [*described, ("GET", STREAM_PATH)]
