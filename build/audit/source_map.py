"""Recognise a source map of the shell: it has the whole TypeScript source in it, or says where that was."""

import json
from collections.abc import Collection
from typing import Final

from build.audit.containers import Data

_MOST: Final = 1 << 28


def mapped_source(data: Data, paths: Collection[str]) -> str | None:
    """The first source of ours that the data, if it is a source map (ECMA-426), maps to."""
    if len(data) > _MOST or data.find(b'"mappings"') < 0 or data.find(b'"sources"') < 0:
        return None
    try:
        sources = json.loads(bytes(data))["sources"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    ends = {"/".join(path.split("/")[-2:]): path for path in paths}
    for source in sources if isinstance(sources, list) else []:
        end = "/".join(str(source).replace("\\", "/").split("?")[0].split("/")[-2:])
        if end in ends:
            return ends[end]
    return None
