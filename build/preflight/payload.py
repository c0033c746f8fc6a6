"""The payload manifest of a finished app, read back from what a user would have: its signature, and every file."""

import base64
import hashlib
import json
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Final, Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

from build.electron.asar import read_file
from build.package.layout import Layout, layout_of, system_of
from build.platforms import Target
from build.preflight.findings import Finding

FORMAT: Final = 1
PACK_AGAIN: Final = "Run `nox -s package` again, and let nothing change the app's folder after it was sealed."
RELEASE_ONLY: Final = "Make the release where the real one can be had, or call it a test with --test-identity."


@dataclass(frozen=True)
class PayloadExpected:
    """What the payload of an app must be.

    Attributes:
        target: the machine that it is for.
        product: product.json, as the app has it.
        identity: whose key must have signed it.
        electron: the version that is pinned; a test may run on another one.
        extras: patterns of paths that an installer adds beside what is listed.
    """

    target: Target
    product: Mapping[str, Any]
    identity: Literal["release", "test"]
    electron: str
    extras: tuple[str, ...] = ()

    @property
    def layout(self) -> Layout:
        """Where things are in the app's folder."""
        return layout_of(self.target, self.product)


def check_payload(app: Path, expected: PayloadExpected, name: str) -> list[Finding]:
    """What forbids to ship an app's folder.

    Args:
        app: the folder, as it was packed or as it came out of an installer.
        expected: what it must be.
        name: of the artifact, for a person.
    """
    layout = expected.layout
    try:
        manifest = (app / layout.manifest).read_bytes()
        signature = base64.b64decode((app / layout.signature).read_bytes())
        read: dict[str, Any] = json.loads(manifest)
    except (OSError, ValueError) as error:
        why = f"Its payload has no manifest that can be read with its signature: {error}."
        return [Finding("payload-unsigned", name, why, PACK_AGAIN)]
    findings = []
    if not any(_is_signed(key, manifest, signature) for key in _keys(app, expected)):
        why = "None of the keys that the app trusts has signed its payload manifest: the app would refuse to start."
        findings.append(Finding("payload-forged", name, why, PACK_AGAIN))
    try:
        findings += [*_facts(read, expected, name), *_files(app, read["files"], expected, name)]
        findings += _modes(app, read, expected, name)
    except (KeyError, TypeError, AttributeError) as error:
        why = f"Its payload manifest is not of format {FORMAT} ({type(error).__name__}: {error})."
        findings.append(Finding("payload-malformed", name, why, PACK_AGAIN))
    return findings


def _keys(app: Path, expected: PayloadExpected) -> list[str]:
    """Those of product.json; of a test build the one in the package.json that it starts from."""
    keys = list(expected.product["payloadKeys"])
    if expected.identity == "test":
        try:
            package = json.loads(read_file(app / expected.layout.resources / "app.asar", "package.json"))
            keys.append(package.get("testPayloadKey", ""))
        except (OSError, ValueError, KeyError, struct.error):
            return keys
    return keys


def _is_signed(key: str, content: bytes, signature: bytes) -> bool:
    try:
        public = load_der_public_key(base64.b64decode(key))
        if isinstance(public, Ed25519PublicKey):
            public.verify(signature, content)
            return True
    except (ValueError, InvalidSignature):
        return False
    return False


def _facts(read: Mapping[str, Any], expected: PayloadExpected, name: str) -> Iterator[Finding]:
    wanted = {
        "format": FORMAT,
        "product": expected.product["appId"],
        "version": expected.product["version"],
        "target": expected.target,
        "identity": expected.identity,
    }
    for fact, value in wanted.items():
        if read.get(fact) != value:
            why = f"Its payload manifest has {read.get(fact)!r} as {fact}, where {value!r} belongs."
            yield Finding(f"payload-{fact}", name, why, PACK_AGAIN)
    if expected.identity == "test":
        return
    if read.get("backendKind") != "compiled":
        yield Finding("payload-fixture", name, "A fixture stands in the place of its backend.", RELEASE_ONLY)
    if read.get("electron") != expected.electron:
        why = f"It runs on Electron {read.get('electron')}; pinned is {expected.electron}."
        yield Finding("payload-runtime", name, why, RELEASE_ONLY)


def _files(app: Path, listed: list[dict[str, Any]], expected: PayloadExpected, name: str) -> Iterator[Finding]:
    layout = expected.layout
    root = app / layout.root
    found = {path.relative_to(root).as_posix(): path for path in _below(app / layout.listed)}
    for entry in listed:
        path = found.pop(entry["path"], None)
        if path is None:
            yield Finding("payload-missing", f"{name}: {entry['path']}", "It is listed, and not there.", PACK_AGAIN)
        elif not _as_listed(path, entry):
            yield Finding("payload-changed", f"{name}: {entry['path']}", "It is not as it was sealed.", PACK_AGAIN)
    own = [(app / file).relative_to(root).as_posix() for file in (layout.manifest, layout.signature)]
    for added in sorted(found.keys() - set(own)):
        if not any(fnmatchcase(added, pattern) for pattern in expected.extras):
            yield Finding("payload-added", f"{name}: {added}", "It is there, and nobody listed it.", PACK_AGAIN)


def _below(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())


def _as_listed(path: Path, entry: Mapping[str, Any]) -> bool:
    if "link" in entry:
        return path.is_symlink() and path.readlink().as_posix() == entry["link"]
    if path.is_symlink() or path.stat().st_size != entry["size"]:
        return False
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return digest == str(entry["sha256"])


def _modes(app: Path, read: Mapping[str, Any], expected: PayloadExpected, name: str) -> Iterator[Finding]:
    """Modes are not in the manifest: what matters about them is that what is started can be."""
    if system_of(expected.target) == "win32":
        return
    for program in (read["executable"], read["backend"]):
        path = app / expected.layout.root / program
        if path.is_file() and path.stat().st_mode & 0o111 != 0o111:
            why = "Not everybody may run it, so it would not start."
            yield Finding("payload-not-executable", f"{name}: {program}", why, PACK_AGAIN)
