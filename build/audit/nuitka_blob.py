"""Read the constants of a program that Nuitka compiled: a table of modules, each with its values and their type tags.

Format, from Nuitka 4.3 (``nuitka/build/include/nuitka/constants_blob_spec.h``, ``nuitka/tools/data_composer``): name,
zero byte, length in four bytes, then the number of values in two bytes, the values, and a full stop. The blob stands in
the executable as it is: in ELF and PE in its data, in Mach-O in a section.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from build.audit.containers import Data

PROGRAM_MARK: Final = b"<nuitka_module_loader for '"
"""Every program and module that Nuitka made has this text of its run time in it."""

_BEGIN: Final = b".bytecode\0"
_NAME: Final = re.compile(rb"[\w.\-]{0,200}")
_SIZE: Final = struct.Struct("<I")
_COUNT: Final = struct.Struct("<H")
_DEEPEST: Final = 100
_QUALNAME, _FREE_VARS, _KW_ONLY, _POS_ONLY = 1, 2, 4, 8


class BlobError(ValueError):
    """These bytes are no constants of Nuitka's."""


@dataclass
class Part:
    """The constants of one module.

    Attributes:
        module: its name; empty for those that all share, ``.bytecode`` for the modules that are carried as bytecode.
        start: where its values begin.
        texts: every text and byte string, with its offset.
        identifiers: those of the texts that are names: of functions, arguments, attributes.
        complete: whether every value was understood.
    """

    module: str
    start: int
    texts: list[tuple[int, str]] = field(default_factory=list)
    identifiers: set[str] = field(default_factory=set)
    complete: bool = True


def read_blob(data: Data) -> list[Part]:
    """All parts of the blob in an executable; none if there is no blob."""
    best: list[tuple[str, int, int]] = []
    seen: set[int] = set()
    position = data.find(_BEGIN)
    while position >= 0:
        best = max(best, list(_chain(data, position, seen)), key=len)
        position = data.find(_BEGIN, position + 1)
    return [_read_part(data, *place) for place in best]


def _chain(data: Data, position: int, seen: set[int]) -> Iterator[tuple[str, int, int]]:
    """Name, first byte and end of each part from a position on, as far as they follow each other; none twice."""
    while position not in seen:
        seen.add(position)
        end = data.find(b"\0", position, position + 201)
        name = bytes(data[position:end]) if end >= 0 else b"?"
        head = bytes(data[end + 1 : end + 5])
        if not _NAME.fullmatch(name) or len(head) < 4:
            return
        start, size = end + 5, _SIZE.unpack(head)[0]
        if size < 3 or start + size > len(data) or data[start + size - 1] != ord("."):
            return
        yield name.decode(), start, start + size
        position = start + size


def _read_part(data: Data, module: str, start: int, end: int) -> Part:
    part = Part(module, start)
    values = _Values(bytes(data[start:end]), start, part)
    try:
        for _ in range(values.count()):
            values.value(0)
        part.complete = values.at_end()
    except (BlobError, RecursionError):
        part.complete = False
    return part


class _Values:
    """A position among the values of a part."""

    def __init__(self, data: bytes, base: int, part: Part) -> None:
        self._data = data
        self._base = base
        self._part = part
        self._position = 0

    def count(self) -> int:
        return int(_COUNT.unpack(self._take(2))[0])

    def at_end(self) -> bool:
        return self._data[self._position :] == b"."

    def value(self, depth: int) -> None:
        """Step over one value, keeping the texts in it.

        Raises:
            BlobError: an unknown type, or the end of the part inside a value.
        """
        if depth > _DEEPEST:
            raise BlobError("too deep")
        tag = chr(self._take(1)[0])
        if tag in _FIXED:
            self._take(_FIXED[tag])
        elif tag in _MANY:
            self._many(_MANY[tag] * self._varying(), depth)
        elif tag in _NESTED:
            self._many(_NESTED[tag], depth)
        elif tag in "CKWY":
            self._code(tag, depth)
        else:
            self._scalar(tag)

    def _scalar(self, tag: str) -> None:
        if tag in "gG":
            for _ in range(self._bounded(self._varying())):
                self._varying()
        elif tag in "lqiI":
            self._varying()
        elif tag in "uacOE":
            self._text(self._position, self._until_zero(), name=tag == "a")
        elif tag in "vbB":
            size = self._varying()
            self._text(self._position, self._take(size), name=False)
        elif tag == "X":
            self._take(self._varying())
        else:
            raise BlobError(f"no such type: {tag!r}")

    def _code(self, tag: str, depth: int) -> None:
        """A code object: of a function (C), module (K), class (W) or generator expression (Y)."""
        flags = self._varying()
        if tag == "K":
            return
        if tag != "Y":
            self.value(depth + 1)
        self._varying()
        self.value(depth + 1)
        if tag == "C":
            self._varying()
        if flags & _QUALNAME:
            self.value(depth + 1)
        if flags & _FREE_VARS:
            self.value(depth + 1)
        for flag in (_KW_ONLY, _POS_ONLY):
            if flags & flag:
                self._varying()

    def _many(self, count: int, depth: int) -> None:
        for _ in range(self._bounded(count)):
            self.value(depth + 1)

    def _bounded(self, count: int) -> int:
        if count > len(self._data) - self._position:
            raise BlobError("cut off")
        return count

    def _text(self, position: int, text: bytes, *, name: bool) -> None:
        decoded = text.decode("utf-8", "replace")
        self._part.texts.append((self._base + position, decoded))
        if name:
            self._part.identifiers.add(decoded)

    def _varying(self) -> int:
        """A number in groups of seven bits, the lowest first."""
        result = shift = 0
        while True:
            byte = self._take(1)[0]
            result |= (byte & 127) << shift
            if byte < 128:
                return result
            shift += 7
            if shift > 63:
                raise BlobError("no number")

    def _until_zero(self) -> bytes:
        end = self._data.find(b"\0", self._position)
        if end < 0:
            raise BlobError("cut off")
        text = self._data[self._position : end]
        self._position = end + 1
        return text

    def _take(self, size: int) -> bytes:
        part = self._data[self._position : self._position + size]
        if len(part) < size:
            raise BlobError("cut off")
        self._position += size
        return part


_FIXED: Final = {
    **dict.fromkeys("pntFs", 0),
    **dict.fromkeys("wdMQZ", 1),
    "f": 8,
    "j": 16,
}
"""Types whose values have so many bytes behind the tag: nothing, one byte, a float, a complex number."""

_MANY: Final = {**dict.fromkeys("TLSP", 1), **dict.fromkeys("De", 2)}
"""Types that say how many values they hold; dictionaries have two for each entry."""

_NESTED: Final = {":": 3, ";": 3, "J": 2, "A": 2, "H": 1}
"""Types that are so many values: slice, range, complex number of special values, generic alias, union."""
