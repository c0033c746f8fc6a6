"""``--self-check``: does this installation hold all that the product needs?

A program that was compiled can lack what a source tree has: an accelerator that is found by name only, the metadata
of a package, a module that nothing imports visibly. Here each such part is used once, without a shell, a port or a
data directory.
"""

import importlib
import multiprocessing
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from importlib.machinery import PathFinder
from importlib.metadata import version
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from backend.server.events import EventWriter

CHILD_SECONDS: Final = 30.0
_DISTRIBUTIONS: Final = ("autogen-core", "autogen-agentchat", "keyring")
_KEYCHAINS: Final = {
    "linux": ("keyring.backends.SecretService", "secretstorage"),
    "darwin": ("keyring.backends.macOS", "keyring.backends.macOS.api"),
    "win32": ("keyring.backends.Windows", "win32ctypes.pywin32.win32cred"),
}
_ROOTS: Final = ("backend.server.compose", "backend.server.gate", "backend.server.http_server")
_HASHED_CERTIFICATE: Final = re.compile(r"[0-9a-f]{8}\.\d+")


@dataclass(frozen=True, slots=True)
class Check:
    """How one check came out; ``detail`` says what was found, or what is wrong."""

    name: str
    ok: bool
    detail: str


class _WrongError(Exception):
    """A part is there and is not as it should be."""


def self_check(events: EventWriter, modules: Sequence[str]) -> bool:
    """Try every part, tell the outcome in one event, and return whether all is well.

    Args:
        events: where the outcome is told.
        modules: names of modules of this program that have to be importable, too.
    """
    checks = [_outcome(name, check) for name, check in _checks(modules).items()]
    ok = all(check.ok for check in checks)
    events.self_check(ok, [asdict(check) for check in checks])
    return ok


def _outcome(name: str, check: Callable[[], str]) -> Check:
    try:
        return Check(name, ok=True, detail=check())
    except _WrongError as error:
        return Check(name, ok=False, detail=str(error))
    except Exception as error:  # noqa: BLE001 - a broken part can raise anything, and the others are told all the same
        return Check(name, ok=False, detail=f"{type(error).__name__}: {error}")


def _json() -> str:
    from json import encoder, scanner

    if vars(encoder)["c_make_encoder"] is None or vars(scanner)["c_make_scanner"] is None:
        raise _WrongError("json works without its C code, three times slower")
    return "in C"


def _bisect() -> str:
    bisect = importlib.import_module("bisect")
    if bisect.insort.__module__ != "_bisect":
        raise _WrongError("bisect works without its C code")
    return "in C"


def _zstandard() -> str:
    import zstandard

    text = b"to and fro " * 1000
    packed = zstandard.ZstdCompressor(level=19).compress(text)
    if zstandard.ZstdDecompressor().decompress(packed) != text:
        raise _WrongError("what was packed does not come out again")
    return f"{zstandard.__version__}, backend {zstandard.backend}"


def _sqlite() -> str:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE VIRTUAL TABLE words USING fts5 (word, tokenize = 'trigram')")
        connection.execute("INSERT INTO words VALUES ('Zoë 测试 needle')")
        found = connection.execute("SELECT count(*) FROM words WHERE words MATCH '\"eedl\"'").fetchone()[0]
    if found != 1:
        raise _WrongError("the full-text search does not find what is there")
    return f"SQLite {sqlite3.sqlite_version} with FTS5"


def _keyring() -> str:
    modules = _KEYCHAINS.get(sys.platform, ())
    for module in modules:
        importlib.import_module(module)
    return ", ".join(modules)


def _providers() -> str:
    from backend.providers.model import ProviderConfig
    from backend.providers.registry import PROVIDERS

    for provider in PROVIDERS.values():
        provider.client(ProviderConfig("https://localhost/v1", "any"))
    return ", ".join(PROVIDERS)


def _modules(names: Sequence[str]) -> str:
    """Import the modules that everything else hangs on, and those that were named: a program cannot list its own."""
    own = __name__.partition(".")[0]
    for name in (*_ROOTS, *names):
        if name.partition(".")[0] != own:
            raise _WrongError(f"{name} is no module of this program")
        importlib.import_module(name)
    return f"{len(names)} that were named, and all that the port needs"


def _engine() -> str:
    from backend.agents.autogen.engine import AutoGenEngine

    AutoGenEngine()
    return ", ".join(f"{name} {version(name)}" for name in _DISTRIBUTIONS)


def _tls() -> str:
    import httpx2

    context = httpx2.create_ssl_context()
    if sys.platform != "linux":
        return "the system's trust store"
    import ssl

    loaded = context.cert_store_stats()["x509_ca"]
    folder = Path(ssl.get_default_verify_paths().capath or "")
    in_folder = sum(1 for path in folder.iterdir() if _HASHED_CERTIFICATE.fullmatch(path.name)) if folder.name else 0
    if not loaded + in_folder:
        raise _WrongError("the system's certificates are not found: no TLS server will be trusted")
    return f"{loaded} certificates loaded, {in_folder} in a folder"


def _time_zones() -> str:
    from datetime import UTC, datetime, timedelta
    from zoneinfo import ZoneInfo, available_timezones

    if datetime(2026, 1, 1, tzinfo=UTC).astimezone(ZoneInfo("Asia/Tokyo")).utcoffset() != timedelta(hours=9):
        raise _WrongError("the time zones are wrong")
    return f"{len(available_timezones())} zones"


def _multiprocessing() -> str:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_speak, args=(theirs,), daemon=True)
    child.start()
    theirs.close()
    try:
        if not ours.poll(CHILD_SECONDS):
            raise _WrongError(f"a child process said nothing within {CHILD_SECONDS:g} s")
        said = ours.recv()
    except EOFError:
        raise _WrongError("a child process ended without a word") from None
    finally:
        child.join(CHILD_SECONDS)
    if said != child.pid:
        raise _WrongError("the answer of a child process is not its own")
    return "a child process answered"


def _speak(pipe: Connection) -> None:
    pipe.send(multiprocessing.current_process().pid)


def _assets() -> str:
    from backend.agents.catalog import own_agents
    from backend.assets.door import assets

    assets().verify()
    kind = "sealed" if assets().made_for else "plain files"
    return f"{kind}; {len(own_agents())} agents with their instructions"


def _own_code() -> str:
    compiled = globals().get("__compiled__")
    if compiled is None:
        return "runs from source"
    own = __name__.partition(".")[0]
    folder = Path(compiled.containing_dir)
    readable = [path for path in (folder / own).rglob("*.py*") if path.is_file()] + list(folder.glob(f"{own}*.py*"))
    if readable:
        raise _WrongError(f"there is readable code of our own: {readable[0].relative_to(folder)}")
    modules = [module for name, module in sys.modules.items() if name.split(".")[0] == own]
    bytecode = [module.__name__ for module in modules if not hasattr(module, "__compiled__")]
    if bytecode:
        raise _WrongError(f"there are modules of our own that are not compiled to C, such as {bytecode[0]}")
    if PathFinder in sys.meta_path:
        raise _WrongError("modules would be imported from files in the program's folder")
    return f"{len(modules)} modules in C"


def _checks(modules: Sequence[str]) -> dict[str, Callable[[], str]]:
    """Every check by its name; the last one looks at what the others have imported."""
    return {
        "json": _json,
        "bisect": _bisect,
        "zstandard": _zstandard,
        "sqlite": _sqlite,
        "keyring": _keyring,
        "providers": _providers,
        "modules": partial(_modules, modules),
        "engine": _engine,
        "tls": _tls,
        "time-zones": _time_zones,
        "multiprocessing": _multiprocessing,
        "assets": _assets,
        "own-code": _own_code,
    }
