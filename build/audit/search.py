"""Search a payload: every file, and whatever is inside it, for everything that must not ship."""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Final

from backend.assets.pack import MAGIC
from build.audit.canary import PATTERN
from build.audit.collect import Vendor
from build.audit.containers import Claim, Data, archives, asar, base64_runs, images, pyinstaller, streams
from build.audit.limits import Ledger, TooMuchError, UnreadableError
from build.audit.marshal_reader import module_codes
from build.audit.matcher import Matcher
from build.audit.needles import Finding, Kind, shortened
from build.audit.nuitka_blob import PROGRAM_MARK, Part, read_blob
from build.audit.python_source import Module
from build.audit.secrets import NONE, find_secrets
from build.audit.source_map import mapped_source
from build.audit.vendor_code import VendorCode

ARCHIVES: Final = (archives, asar, pyinstaller, images)
STREAMS: Final = (streams, base64_runs)
MOST_FINDINGS: Final = 1000
"""So many of a kind are told one by one; the rest is counted."""


@dataclass
class Result:
    """What the search found and what it did.

    Attributes:
        findings: the leaks, up to ``MOST_FINDINGS`` of a kind.
        counts: all leaks, by kind.
        recovered: the names of the vendor's modules of which bytecode was found.
        source_lines: how many source lines of each module were found.
        asset_pieces: the pieces of assets that were found.
        parts: what Nuitka's constants say, module by module.
        sealed: packs of assets; they are encrypted, only their headers can be read.
        bytecode_modules: modules of anybody's whose bytecode was read.
        files: searched.
        size: bytes of these.
        ledger: containers, and what could not be searched.
    """

    ledger: Ledger
    findings: list[Finding] = field(default_factory=list)
    counts: Counter[Kind] = field(default_factory=Counter)
    recovered: set[str] = field(default_factory=set)
    source_lines: dict[str, set[str]] = field(default_factory=dict)
    asset_pieces: set[str] = field(default_factory=set)
    parts: list[Part] = field(default_factory=list)
    sealed: list[str] = field(default_factory=list)
    bytecode_modules: int = 0
    files: int = 0
    size: int = 0


class Search:
    """One search; it may be fed with any number of files.

    Args:
        vendor: what must not be found.
        ledger: the bounds.
        secrets: those of this very build, by what they are.
    """

    def __init__(self, vendor: Vendor, ledger: Ledger | None = None, secrets: Mapping[str, bytes] = NONE) -> None:
        self.result = Result(ledger or Ledger())
        self._secrets = secrets
        self._vendor = vendor
        self._matcher = Matcher(vendor.collected.needles)
        self._code = VendorCode(vendor.modules.values())
        self._told: set[tuple[str, Kind, str]] = set()

    def tree(self, payload: Path, progress: Callable[[str], None]) -> Result:
        """Search a file, or all below a folder: the files, all names, and where links lead."""
        paths = self._below(payload) if payload.is_dir() else [payload]
        top = payload if payload.is_dir() else payload.parent
        for path in paths:
            name = _printable(path.relative_to(top).as_posix())
            self._name(name)
            if path.is_symlink():
                self._texts(f"{name} (where it leads)", _printable(str(path.readlink())).encode(), 0)
            elif path.is_file():
                progress(f"{self.result.files} of {len(paths)} files, {name}")
                self.file(path, name)
        return self.result

    def _below(self, payload: Path) -> list[Path]:
        def unreadable(error: OSError) -> None:
            name = Path(error.filename).relative_to(payload).as_posix()
            self._not_searched(_printable(name), f"it cannot be read: {error.strerror}")

        walk = os.walk(payload, onerror=unreadable)
        return sorted(Path(parent, name) for parent, folders, files in walk for name in (*folders, *files))

    def file(self, path: Path, name: str) -> None:
        """Search one file."""
        try:
            size = path.stat().st_size
            self.result.files += 1
            self.result.size += size
            if size:
                with path.open("rb") as file, closing(mmap(file.fileno(), 0, access=ACCESS_READ)) as data:
                    self.data(data, name, 0)
        except OSError as error:
            self._not_searched(name, f"it cannot be read: {error.strerror}")

    def data(self, data: Data, where: str, depth: int) -> None:
        """Search bytes, and what is inside them."""
        if depth > self.result.ledger.limits.depth:
            self._not_searched(where, f"more than {self.result.ledger.limits.depth} containers inside each other")
            return
        if (source := mapped_source(data, self._vendor.shell_paths)) is not None:
            self._tell(Finding(where, 0, Kind.SOURCE_MAP, "a source map of the shell", source))
        unpacked = [
            span for claim in self._claims(ARCHIVES, data, where) for span in self._open(claim, data, where, depth)
        ]
        for start, end in _between(unpacked, len(data)):
            self._plain(data if (start, end) == (0, len(data)) else bytes(data[start:end]), where, start, depth)

    def _plain(self, data: Data, where: str, base: int, depth: int) -> None:
        """Search what is no archive: for texts, for code, and for streams in it."""
        if bytes(data[: len(MAGIC)]) == MAGIC:
            self._sealed(where)
        self._texts(where, data, base)
        self._bytecode(where, data, base)
        self._constants(where, data, base)
        for claim in self._claims(STREAMS, data, where):
            self._open(claim, data, where, depth, base)

    def _sealed(self, where: str) -> None:
        """A pack cannot be read, but is made from the assets in the checkout: a key in these is as good as public."""
        self.result.sealed.append(where)
        for path, text in self._vendor.texts.items():
            for secret in find_secrets(text, self._secrets):
                at = f"{where}!{path}"
                self._tell(Finding(at, secret.offset, Kind.SECRET, secret.masked, f"{secret.what}, in a sealed asset"))

    def _claims(self, formats: Iterable[object], data: Data, where: str) -> Iterator[Claim]:
        for container in formats:
            try:
                yield from container.claims(data, self.result.ledger)  # type: ignore[attr-defined]
            except TooMuchError as error:
                self._not_searched(where, str(error))
            except Exception as error:  # noqa: BLE001 - bytes that no reader of ours foresaw are told, not followed
                self._not_searched(where, f"its containers cannot be told apart: {error!r}")

    def _open(self, claim: Claim, data: Data, where: str, depth: int, base: int = 0) -> list[tuple[int, int]]:
        """Search what is in a container; the parts of the data that need no other search."""
        ledger = self.result.ledger
        ledger.count(claim.kind)
        spans = []
        try:
            for member in claim.unpack():
                ledger.room()
                ledger.take(len(member.content))
                name = _printable(member.name)
                at = f"{where}!{name}" if claim.kind != name else f"{where}!{name}@{base + claim.start:#x}"
                self._name(at, name)
                self.data(member.content, at, depth + 1)
                spans.append((member.start, member.end))
        except (TooMuchError, UnreadableError) as error:
            self._not_searched(f"{where} ({claim.kind})", str(error))
        except Exception as error:  # noqa: BLE001 - as above
            self._not_searched(f"{where} ({claim.kind})", f"it cannot be read: {error!r}")
        else:
            if claim.whole:
                self._texts(where, bytes(data[claim.start : claim.end]), claim.start)
                return [(claim.start, claim.end)]
        return spans

    def _name(self, where: str, name: str | None = None) -> None:
        """Search the name of a thing, too."""
        self._texts(f"{where} (its name)", (name or where).encode(), 0)

    def _texts(self, where: str, data: Data, base: int) -> None:
        for offset, needle in self._matcher.find(data):
            if needle.kind == Kind.ASSET:
                self.result.asset_pieces.add(needle.text)
            elif needle.kind == Kind.SOURCE:
                self.result.source_lines.setdefault(needle.file, set()).add(needle.text)
            self._tell(Finding(where, base + offset, needle.kind, shortened(needle.text), needle.origin))
        for secret in find_secrets(data, self._secrets):
            self._tell(Finding(where, base + secret.offset, Kind.SECRET, secret.masked, secret.what))
        for match in PATTERN.finditer(data):
            word = match.group().decode()
            self._tell(Finding(where, base + match.start(), Kind.CANARY, word, "planted by the build"))

    def _bytecode(self, where: str, data: Data, base: int) -> None:
        try:
            for offset, code in module_codes(data):
                self.result.bytecode_modules += 1
                found = self._code.module_of(code)
                if found is None:
                    continue
                name, reason = found
                if name:
                    self.result.recovered.add(name)
                what = f"module {name or code.filename}, {code.count} code objects"
                self._tell(Finding(where, base + offset, Kind.BYTECODE, what, reason))
        except TooMuchError as error:
            self._not_searched(f"{where} (bytecode)", str(error))

    def _constants(self, where: str, data: Data, base: int) -> None:
        if data.find(PROGRAM_MARK) < 0:
            return
        parts = read_blob(data)
        if not parts:
            self._not_searched(f"{where} (constants)", "a program of Nuitka's whose constants could not be found")
        for part in parts:
            if not part.complete:
                self._not_searched(f"{where} (constants of {part.module})", "not all values could be read")
            self.result.parts.append(part)
            module = self._vendor.modules.get(part.module)
            if module is not None:
                self._docstrings(where, part, module, base)

    def _docstrings(self, where: str, part: Part, module: Module, base: int) -> None:
        """Docstrings of any length, as whole values: among these even a short one is told from other text."""
        for offset, text in part.texts:
            if text in module.docstrings and text not in module.constants and text not in part.identifiers:
                self._tell(Finding(where, base + offset, Kind.DOCSTRING, shortened(text), module.path))

    def _tell(self, finding: Finding) -> None:
        key = (finding.where, finding.kind, finding.what if finding.kind != Kind.SECRET else str(finding.offset))
        if key in self._told:
            return
        self._told.add(key)
        self.result.counts[finding.kind] += 1
        if self.result.counts[finding.kind] <= MOST_FINDINGS:
            self.result.findings.append(finding)

    def _not_searched(self, where: str, why: str) -> None:
        self.result.ledger.not_searched.setdefault(where, why)


def _between(spans: Iterable[tuple[int, int]], size: int) -> Iterator[tuple[int, int]]:
    """What is left of so many bytes without the spans."""
    position = 0
    for start, end in sorted(spans):
        if start > position:
            yield position, start
        position = max(position, end)
    if position < size:
        yield position, size


def _printable(name: str) -> str:
    """A name that can be written down, whatever bytes it had."""
    return name.encode("utf-8", "backslashreplace").decode()
