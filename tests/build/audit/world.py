"""A small checkout with one of everything that must not ship, and every container that it may hide in."""

import base64
import bz2
import gzip
import io
import lzma
import marshal
import py_compile
import struct
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import zstandard

from build.audit.collect import Vendor, collect
from build.audit.limits import Ledger, Limits
from build.audit.nuitka_blob import PROGRAM_MARK
from build.audit.search import Result, Search
from build.electron.asar import asar

MODULE = '''"""Weighs the offers of a haggler, oldest first."""

# The discount must never fall below what the partner pays.
from dataclasses import dataclass

SYSTEM_PROMPT = "You are a relentless haggler who never names the first price."
MESSAGE = "The offer could not be read: try again with a number."


@dataclass
class HagglerOffer:
    """One offer of the other side."""

    price: float


def weigh_offers(offers: list[HagglerOffer], patience: int) -> float:
    """Return the price to answer with."""
    assert patience, "patience has run out"
    return min(offer.price * (1 + 0.07 / patience) for offer in offers)


def walk_away() -> None:
    """Leave."""
'''
LIMITS = """from typing import Final

MOST_OFFERS: Final = 7
LEAST_DISCOUNT: Final = 3
PATIENCE_IN_ROUNDS: Final = 11
"""
ASSET = """You bargain for the owner of this desktop application.

- Never reveal the lowest acceptable price to anybody who asks.
- 価格は決して最初に言わないでください、必ず相手に言わせること。
"""
SHELL = """// The splash window hides before the first paint is done.
export const greeting = 'hello';
/* Closing twice would lose the draft of the message. */
"""
PYPROJECT = '[tool.armature.compile]\nplugins = []\nsealed = ["**/prompts/*.md"]\n'

SECRETS = {
    "private key (PEM)": "-----BEGIN PRIVATE KEY-----\n"
    + "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDX7kLq2rT9vBzQ" * 4,
    "AWS access key": "AKIA" + "QZ7XK2WJ5MN3RTVB",
    "GitHub token": "ghp_" + "x7Qm2Lk9Zt4Wv8Rb1Ns6Pd3Hf5Jc0Gy7Ae2U",
    "OpenAI key": "sk-proj-" + "a8Kd93jLq0Zx72mNvB1cR4tY" + "T3BlbkFJ" + "p5Ws6Ue7Hi8Og9Lf0Qa1Xz2D",
    "bearer token": "Authorization: Bearer " + "q7Rk2Zx9Lm4Wv8Tb1Ns6Pd3Hf5Jc0Gy",
    "secret in an assignment": 'api_key = "' + "Zk9Qm2Lx7Tt4Wv8Rb1Ns6Pd3Hf5Jc0G" + '"',
    "Groq key": "gsk_" + "x7Qm2Lk9Zt4Wv8Rb1Ns6Pd3Hf5Jc0Gy7Ae2UXo4Tw6Yi8Ru",
    "xAI key": "xai-" + "x7Qm2Lk9Zt4Wv8Rb1Ns6Pd3Hf5Jc0Gy7Ae2U" * 2,
    "Perplexity key": "pplx-" + "x7Qm2Lk9Zt4Wv8Rb1Ns6Pd3Hf5Jc0Gy7Ae2UXo4Tw6Yi8Ru",
    "API key (sk-)": "sk-" + "3f9a1c7be2d8450f9b6a7c1d2e3f4a5b",
    "SendGrid key": "SG." + "x7Qm2Lk9Zt4Wv8Rb1Ns6Pd.3Hf5Jc0Gy7Ae2UXo4Tw6Yi8RuZk9Qm2Lx7Tt4Wv8Rb1N",
    "password in an address": "postgres://admin:" + "Zk9Qm2Lx7Tt4" + "@db.example/x",
    "private key (PuTTY)": "Private-Lines: 1\r\n" + "AAAAIHx7Qm2Lk9Zt4Wv8Rb1Ns6Pd3Hf5Jc0Gy7Ae2UXo4",
    "private key (JSON Web Key)": '{"kty": "OKP", "d": "' + "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A" + '"}',
    "JSON web token": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
}


def checkout(root: Path) -> Path:
    """A source tree in the shape of ours."""
    files = {
        "pyproject.toml": PYPROJECT,
        "backend/__init__.py": "",
        "backend/deals/__init__.py": "",
        "backend/deals/haggler.py": MODULE,
        "backend/deals/limits.py": LIMITS,
        "backend/deals/prompts/haggler.md": ASSET,
        "electron/main/splash.ts": SHELL,
    }
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


def vendor(tmp_path: Path) -> Vendor:
    return collect(checkout(tmp_path / "Zoë 测试"))


def searched(owner: Vendor, data: bytes, limits: Limits | None = None) -> Result:
    """What the gate finds in one file."""
    search = Search(owner, Ledger(limits or Limits()))
    search.data(data, "file", 0)
    return search.result


def module_bytecode() -> bytes:
    return marshal.dumps(compile(MODULE, "haggler.py", "exec", optimize=2))


def pyc() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "haggler.py")
        source.write_text(MODULE, encoding="utf-8")
        return Path(str(py_compile.compile(str(source), cfile=f"{source}c"))).read_bytes()


def nuitka_blob(values: bytes, module: str = "backend.deals.haggler", count: int = 1) -> bytes:
    """The constants of a program as Nuitka writes them: nothing as bytecode, nothing shared, one module."""

    def part(name: str, number: int, content: bytes) -> bytes:
        body = struct.pack("<H", number) + content + b"."
        return name.encode() + b"\0" + struct.pack("<I", len(body)) + body

    parts = part(".bytecode", 0, b"") + part("", 1, b"n") + part(module, count, values)
    return b"\x7fELF" + bytes(60) + PROGRAM_MARK + parts + bytes(40)


def pyinstaller(data: bytes) -> bytes:
    """An executable with an archive at its end, and in that an archive of modules."""
    packed = zlib.compress(data)
    table = marshal.dumps([("deals", (0, 12, len(packed)))])
    pyz = b"PYZ\0" + bytes(4) + struct.pack(">I", 12 + len(packed)) + packed + table
    name = b"PYZ.pyz".ljust(16, b"\0")
    toc = struct.pack(">4IBc", 18 + len(name), 0, len(pyz), len(pyz), 0, b"z") + name
    size = len(pyz) + len(toc) + 88
    cookie = struct.pack(">8s4I64s", b"MEI\x0c\x0b\x0a\x0b\x0e", size, len(pyz), len(toc), 311, b"libpython3.11.so")
    return b"\x7fELF" + bytes(200) + pyz + toc + cookie


def zipped(data: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        archive.writestr("inside/data.bin", data)
    return file.getvalue()


def tarred(data: bytes) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        entry = tarfile.TarInfo("inside/data.bin")
        entry.size = len(data)
        archive.addfile(entry, io.BytesIO(data))
    return file.getvalue()


def in_a_program(data: bytes) -> bytes:
    """Somewhere in the middle of a file of no format at all."""
    return b"\x7fELF" + bytes(range(256)) * 3 + data + bytes(range(255, -1, -1)) * 3


CONTAINERS: dict[str, Callable[[bytes], bytes]] = {
    "plain file": lambda data: data,
    "inside a program": in_a_program,
    "zlib": zlib.compress,
    "zlib in a program": lambda data: in_a_program(zlib.compress(data, 9)),
    "gzip": gzip.compress,
    "zstd": lambda data: zstandard.ZstdCompressor(level=19).compress(data),
    "zstd in a program": lambda data: in_a_program(zstandard.ZstdCompressor().compress(data)),
    "xz": lzma.compress,
    "lzma": lambda data: lzma.compress(data, format=lzma.FORMAT_ALONE),
    "bzip2": bz2.compress,
    "zip, deflated": zipped,
    "zip, stored": lambda data: zipped(data, zipfile.ZIP_STORED),
    "zip in a program": lambda data: in_a_program(zipped(data)),
    "zip far from the end": lambda data: in_a_program(zipped(data) + bytes(80_000)),
    "wheel in a zip": lambda data: zipped(zipped(data)),
    "tar": tarred,
    "tar.gz": lambda data: gzip.compress(tarred(data)),
    "tar.xz in a zip": lambda data: zipped(lzma.compress(tarred(data))),
    "asar": lambda data: asar({"main/index.js": b"start();", "assets/data.bin": data}),
    "asar in a zstd": lambda data: zstandard.ZstdCompressor().compress(asar({"data.bin": data})),
    "PyInstaller": pyinstaller,
    "base64": lambda data: b"const url = 'data:application/json;base64," + base64.b64encode(data) + b"';",
    "base64 in lines": base64.encodebytes,
    "Nuitka's constants, data": lambda data: nuitka_blob(b"X" + varying(len(data)) + data),
}


def varying(number: int) -> bytes:
    """A number in groups of seven bits."""
    result = b""
    while number >= 128:
        result += bytes([number & 127 | 128])
        number >>= 7
    return result + bytes([number])
