"""Which pieces of the vendor's source are everybody's: a line that an open-source package has, too, tells nothing.

Only what was found in a payload is looked up, so a clean payload costs nothing.
"""

import sysconfig
from collections.abc import Iterable, Iterator
from pathlib import Path

from build.audit.needles import Kind

SHARED_KINDS = frozenset({Kind.DOCSTRING, Kind.COMMENT, Kind.SOURCE})


def lines_of_others(texts: Iterable[str], vendor: Iterable[Path]) -> set[str]:
    """Those of the texts that are a whole line in the standard library or an installed package.

    Args:
        texts: what was found.
        vendor: folders that do not count: plug-ins may be installed, too.
    """
    wanted = {text.encode() for text in texts}
    found: set[bytes] = set()
    for path in _sources(frozenset(vendor)) if wanted else ():
        lines = path.read_bytes().split(b"\n")
        found |= wanted.intersection(line.strip().lstrip(b"#: ").rstrip() for line in lines)
        found |= wanted.intersection(line.strip() for line in lines)
    return {text.decode() for text in found}


def _sources(vendor: frozenset[Path]) -> Iterator[Path]:
    folders = {Path(sysconfig.get_path(name)) for name in ("stdlib", "purelib", "platlib")}
    for folder in folders:
        for path in folder.rglob("*.py"):
            own = any(path.is_relative_to(package) for package in vendor)
            if not own and "test" not in path.parts and "tests" not in path.parts:
                yield path
