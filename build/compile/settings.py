"""What `[tool.armature.compile]` in pyproject.toml says, read and checked once."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

from build.errors import BuildError

TABLE: Final = "tool.armature.compile"
OWN_PACKAGE: Final = "backend"
STAND_INS: Final = Path(__file__).with_name("stand_ins")
_DOTTED: Final = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*")
_HIDDEN: Final = re.compile(rf"{_DOTTED.pattern}(\.\*)?")
_PATTERN: Final = re.compile(r"[A-Za-z_]\w*(\.[\w*]+)*")
_DISTRIBUTION: Final = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?")


@dataclass(frozen=True)
class DataFile:
    """A file or folder of the checkout, and where it goes in the program's folder, both with ``/``."""

    source: str
    target: str


@dataclass(frozen=True)
class Settings:
    """The table's keys; each is a list, and empty if left out.

    Attributes:
        plugins: packages that bring agents, compiled to C as the product's own.
        packages: other packages of the vendor's, compiled to C as well.
        compiled: single modules of dependencies that only work if they are compiled to C, too.
        modules: hidden imports; ``name.*`` is a package with everything in it.
        data: files and folders to put into the program's folder.
        metadata: distributions whose version or entry points are asked for at run time.
        exclude: modules and packages to leave out, with everything in them; below the top level with ``*``.
        stand_ins: packages that are replaced by a few lines of ours, for nothing of them but their name is needed.
        sealed: patterns of the assets that go into the sealed pack.
    """

    plugins: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    compiled: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    data: tuple[DataFile, ...] = ()
    metadata: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    stand_ins: tuple[str, ...] = ()
    sealed: tuple[str, ...] = ()

    @property
    def own(self) -> tuple[str, ...]:
        """The packages that are compiled to C: the product's, then the vendor's, each once."""
        return tuple(dict.fromkeys((OWN_PACKAGE, *self.plugins, *self.packages)))


def read_settings(pyproject: Path) -> Settings:
    """The settings of a checkout.

    Raises:
        BuildError: ``compile-settings``: the file is no TOML, or the table has something that it must not have.
    """
    try:
        table: Any = tomllib.loads(pyproject.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _wrong(f"{pyproject} cannot be read: {error}.") from error
    for name in TABLE.split("."):
        table = table.get(name, {})
    return parse_settings(table)


def parse_settings(table: dict[str, Any]) -> Settings:
    """The settings that a table holds; see ``read_settings``."""
    known = Settings.__dataclass_fields__
    unknown = sorted(table.keys() - known.keys())
    if unknown:
        raise _wrong(f"It does not know {', '.join(unknown)}; it knows {', '.join(known)}.")
    lists = {name: _texts(name, table.get(name, [])) for name in known}
    for name in ("plugins", "packages"):
        _all_match(name, lists[name], re.compile(r"[A-Za-z_]\w*"), "an importable package at the top level")
    _all_match("compiled", lists["compiled"], _DOTTED, "a module by its dotted name")
    _all_match("exclude", lists["exclude"], _PATTERN, "a module by its dotted name, in which `*` stands for anything")
    _all_match("modules", lists["modules"], _HIDDEN, "a module by its dotted name, or a package as `name.*`")
    _all_match("metadata", lists["metadata"], _DISTRIBUTION, "a distribution")
    for name in lists["stand_ins"]:
        if not (STAND_INS / name).is_dir():
            raise _wrong(f"There is no stand-in for {name}; there are {', '.join(sorted(_stand_ins()))}.")
    if OWN_PACKAGE in {*lists["plugins"], *lists["packages"]}:
        raise _wrong(f"{OWN_PACKAGE} is compiled anyway: do not name it.")
    data = tuple(_data_file(text) for text in lists.pop("data"))
    return Settings(**lists, data=data)


def _stand_ins() -> list[str]:
    return [folder.name for folder in STAND_INS.iterdir()]


def _texts(name: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
        raise _wrong(f"{name} must be a list of texts.")
    doubled = sorted({one for one in value if value.count(one) > 1})
    if doubled:
        raise _wrong(f"{name} has {', '.join(doubled)} twice.")
    return tuple(value)


def _all_match(name: str, values: tuple[str, ...], pattern: re.Pattern[str], wanted: str) -> None:
    for value in values:
        if not pattern.fullmatch(value):
            raise _wrong(f"{value!r} in {name} is not {wanted}.")


def _data_file(text: str) -> DataFile:
    source, separator, target = text.partition("=")
    if not separator or not _inside(source) or not _inside(target):
        raise _wrong(f"{text!r} in data is not `file or folder in the checkout=place in the program's folder`.")
    return DataFile(source, target)


def _inside(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return bool(parts) and not path.startswith("/") and ".." not in parts and ":" not in path and "\\" not in path


def _wrong(why: str) -> BuildError:
    return BuildError("compile-settings", f"[{TABLE}] cannot be used. {why}", f"Correct [{TABLE}] in pyproject.toml.")
