"""What electron-builder asks of fpm, read from the arguments that it passes (`FpmTarget.js` of app-builder-lib)."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal


@dataclass(frozen=True)
class Mapped:
    """A file or folder, and where it goes; of a folder that ends in `/`, what is in it goes there."""

    source: str
    place: PurePosixPath


@dataclass(frozen=True)
class PackageRequest:
    """A package that is to be made.

    Attributes:
        kind: of which kind.
        file: where it goes.
        name: of the package.
        version: of the package, without a revision.
        architecture: in the words of this kind of package.
        maintainer: who answers for it.
        homepage: of the product.
        license: of the product.
        summary: on one line.
        description: on one or more lines.
        section: what Debian files it under.
        depends: the packages that it needs.
        recommends: the packages that it is better with.
        after_install: a script.
        after_remove: a script.
        compression: the compressor, by the name that this kind of package gives it.
        effort: how much work goes into a small file.
        content: all files.
    """

    kind: Literal["deb", "rpm"]
    file: Path
    name: str
    version: str
    architecture: str
    maintainer: str
    homepage: str
    license: str
    summary: str
    description: str
    section: str
    depends: tuple[str, ...]
    recommends: tuple[str, ...]
    after_install: Path
    after_remove: Path
    compression: str
    effort: Literal["fast", "small"]
    content: tuple[Mapped, ...]


def read_request(arguments: Sequence[str]) -> PackageRequest:
    """Read the arguments; what is not known here ends the program with a message."""
    parser = argparse.ArgumentParser(prog="packages", allow_abbrev=False)
    add = parser.add_argument
    for ignored in ("-s", "--vendor", "--rpm-os", "--deb-priority", "--log", "--rpm-summary"):
        add(ignored)
    for flag in ("--force", "--debug"):
        add(flag, action="store_true")
    for needed in ("--package", "--name", "--version", "--architecture", "--after-install", "--after-remove"):
        add(needed, required=True)
    for text in ("--maintainer", "--url", "--license", "--description", "--category"):
        add(text, default="")
    add("-t", dest="kind", choices=("deb", "rpm"), required=True)
    add("-d", dest="depends", action="append", default=[])
    add("--deb-recommends", dest="recommends", action="append", default=[])
    add("--deb-compression", "--rpm-compression", dest="compression", default="xz")
    add("--effort", choices=("fast", "small"), default="small")
    add("content", nargs="+")
    given = parser.parse_args(arguments)
    summary, _, description = given.description.strip().partition("\n")
    return PackageRequest(
        kind=given.kind,
        file=Path(given.package).absolute(),
        name=given.name,
        version=given.version,
        architecture=given.architecture,
        maintainer=given.maintainer,
        homepage=given.url,
        license=given.license,
        summary=summary.strip(),
        description=description.strip() or summary.strip(),
        section=given.category,
        depends=tuple(given.depends),
        recommends=tuple(given.recommends),
        after_install=Path(given.after_install),
        after_remove=Path(given.after_remove),
        compression=given.compression,
        effort=given.effort,
        content=tuple(_mapped(text) for text in given.content),
    )


def _mapped(text: str) -> Mapped:
    source, _, place = text.rpartition("=")
    return Mapped(source, PurePosixPath(place))
