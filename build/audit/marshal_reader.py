"""Read marshalled Python values and code objects of any CPython from 3.8 on, without trusting a byte of them.

The standard library's own ``marshal`` reads only the running version's code, and may be crashed by bytes that were made
to. Format: ``Python/marshal.c`` of CPython 3.8 to 3.14.
"""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from build.audit.containers import Data
from build.audit.limits import TooMuchError

_U32: Final = struct.Struct("<I")
_DEEPEST: Final = 100
_CODE_STARTS: Final = (b"\xe3" + bytes(12), b"c" + bytes(12))
"""A module's code: its type, with or without the flag of a shared value, and no arguments of any kind."""

_MOST_STACK: Final = 10_000
_MOST_IN_VAIN: Final = 1 << 28
_STRING_TYPES: Final = frozenset(b"s\xf3")
_NULL: Final = object()


class MarshalError(ValueError):
    """These bytes are no marshalled value."""


@dataclass(frozen=True, slots=True)
class Code:
    """What a code object tells of its source.

    Attributes:
        name: of the function or class; ``<module>`` for a module.
        filename: of the source, as the compiler noted it.
        names: what it uses: globals, attributes, imported modules.
        inside: the names of the code objects right inside it, in order.
        end: the position behind it.
        count: code objects in it, itself included.
    """

    name: str
    filename: str
    names: tuple[str, ...]
    inside: tuple[str, ...]
    end: int
    count: int


def module_codes(data: Data) -> Iterator[tuple[int, Code]]:
    """Every module's code object that stands in the data, wherever, with its offset.

    Raises:
        TooMuchError: the data is full of what begins like code and is none.
    """
    done = in_vain = 0
    for start in sorted(_starts(data)):
        if start < done:
            continue
        code, read = _code_at(data, start)
        if code is not None:
            done = code.end
            yield start, code
            continue
        in_vain += read
        if in_vain > _MOST_IN_VAIN:
            raise TooMuchError(f"after {in_vain} bytes that begin like bytecode and are none")


def read_value(data: Data, position: int) -> object:
    """A value of plain types: texts, numbers, tuples, lists, dictionaries."""
    return _Reader(data, position, new_layout=True).value(0)


def _starts(data: Data) -> Iterator[int]:
    for signature in _CODE_STARTS:
        position = data.find(signature)
        while position >= 0:
            yield position
            position = data.find(signature, position + 1)


def _code_at(data: Data, start: int) -> tuple[Code | None, int]:
    """The code at a position, and how many bytes were read for nothing.

    After three counts of arguments 3.11 has two numbers before the instructions, 3.8 has three.
    """
    in_vain = 0
    head = bytes(data[start + 13 : start + 26])
    for new_layout, numbers in ((True, 2), (False, 3)):
        if len(head) <= 4 * numbers or head[4 * numbers] not in _STRING_TYPES:
            continue
        if _U32.unpack_from(head, 4 * (numbers - 2))[0] > _MOST_STACK:
            continue
        reader = _Reader(data, start, new_layout=new_layout)
        try:
            code = reader.value(0)
        except (MarshalError, RecursionError):
            code = None
        if isinstance(code, Code) and code.name == "<module>":
            return code, 0
        in_vain += reader.position - start
    return None, in_vain


class _Reader:
    """A position in the data, and the values that were marked to be referred to."""

    def __init__(self, data: Data, position: int, *, new_layout: bool) -> None:
        self._data = data
        self._end = len(data)
        self.position = position
        self._new_layout = new_layout
        self._shared: list[object] = []

    def value(self, depth: int) -> object:
        """The next value.

        Raises:
            MarshalError: there is none.
        """
        if depth > _DEEPEST:
            raise MarshalError("too deep")
        tag = self._byte()
        place = None
        if tag & 0x80:
            place = len(self._shared)
            self._shared.append(None)
        read = _TYPES.get(tag & 0x7F)
        if read is None:
            raise MarshalError(f"no such type: {tag & 0x7F}")
        value = read(self, depth + 1)
        if place is not None:
            self._shared[place] = value
        return value

    def code(self, depth: int) -> Code:
        """A code object."""
        self._take(4 * (5 if self._new_layout else 6))
        fields = [self.value(depth) for _ in range(3 if self._new_layout else 4)]
        constants, names = fields[1], fields[2]
        self.value(depth)  # 3.11: the names of variables; before: free variables, and cells next
        self.value(depth)
        filename, name = self.value(depth), self.value(depth)
        if self._new_layout:
            self.value(depth)
        self._take(4)
        self.value(depth)
        if self._new_layout:
            self.value(depth)
        codes = [constant for constant in _tuple(constants) if isinstance(constant, Code)]
        return Code(
            str(name),
            str(filename),
            tuple(text for text in _tuple(names) if isinstance(text, str)),
            tuple(code.name for code in codes),
            self.position,
            1 + sum(code.count for code in codes),
        )

    def sized(self, wide: bool) -> bytes:
        """Bytes behind their length."""
        return self._take(self.u32() if wide else self._byte())

    def text(self, wide: bool) -> str:
        """A text behind its length."""
        return self.sized(wide).decode("utf-8", "replace")

    def many(self, count: int, depth: int) -> tuple[object, ...]:
        """So many values; each takes a byte at least, so a count that lies ends with the data."""
        return tuple([self.value(depth) for _ in range(count)])

    def pairs(self, depth: int) -> list[object]:
        """The keys and values of a dictionary, up to its end mark."""
        values = []
        while (value := self.value(depth)) is not _NULL:
            values.append(value)
        return values

    def shared(self) -> object:
        """A value that was read before."""
        index = self.u32()
        if index >= len(self._shared):
            raise MarshalError("refers to nothing")
        return self._shared[index]

    def u32(self) -> int:
        """A length or number."""
        return int(_U32.unpack(self._take(4))[0])

    def number(self, size: int) -> int:
        """A signed number of so many bytes."""
        return int.from_bytes(self._take(size), "little", signed=True)

    def skip_long(self) -> int:
        """A number of any size; its value is of no interest."""
        self._take(2 * abs(self.number(4)))
        return 0

    def skip(self, size: int) -> None:
        """Something of no interest."""
        self._take(size)

    def skip_complex(self) -> None:
        """Two numbers as texts."""
        for _ in range(2):
            self._take(self._byte())

    def byte(self) -> int:
        """A short length."""
        return self._byte()

    def _byte(self) -> int:
        if self.position >= self._end:
            raise MarshalError("cut off")
        self.position += 1
        return self._data[self.position - 1]

    def _take(self, size: int) -> bytes:
        if size > self._end - self.position:
            raise MarshalError("cut off")
        self.position += size
        return bytes(self._data[self.position - size : self.position])


def _tuple(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else ()


_TYPES: Final[dict[int, Callable[[_Reader, int], object]]] = {
    ord("0"): lambda _reader, _depth: _NULL,
    ord("N"): lambda _reader, _depth: None,
    ord("F"): lambda _reader, _depth: False,
    ord("T"): lambda _reader, _depth: True,
    ord("S"): lambda _reader, _depth: None,
    ord("."): lambda _reader, _depth: None,
    ord("i"): lambda reader, _depth: reader.number(4),
    ord("I"): lambda reader, _depth: reader.number(8),
    ord("l"): lambda reader, _depth: reader.skip_long(),
    ord("f"): lambda reader, _depth: reader.skip(reader.byte()),
    ord("g"): lambda reader, _depth: reader.skip(8),
    ord("x"): lambda reader, _depth: reader.skip_complex(),
    ord("y"): lambda reader, _depth: reader.skip(16),
    ord("s"): lambda reader, _depth: reader.sized(wide=True),
    ord("t"): lambda reader, _depth: reader.text(wide=True),
    ord("u"): lambda reader, _depth: reader.text(wide=True),
    ord("a"): lambda reader, _depth: reader.text(wide=True),
    ord("A"): lambda reader, _depth: reader.text(wide=True),
    ord("z"): lambda reader, _depth: reader.text(wide=False),
    ord("Z"): lambda reader, _depth: reader.text(wide=False),
    ord(")"): lambda reader, depth: reader.many(reader.byte(), depth),
    ord("("): lambda reader, depth: reader.many(reader.u32(), depth),
    ord("["): lambda reader, depth: reader.many(reader.u32(), depth),
    ord("<"): lambda reader, depth: reader.many(reader.u32(), depth),
    ord(">"): lambda reader, depth: reader.many(reader.u32(), depth),
    ord("{"): lambda reader, depth: reader.pairs(depth),
    ord(":"): lambda reader, depth: reader.many(3, depth),
    ord("r"): lambda reader, _depth: reader.shared(),
    ord("c"): lambda reader, depth: reader.code(depth),
}
"""How each type is read; what the audit has no use for is skipped."""
