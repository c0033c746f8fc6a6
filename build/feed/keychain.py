"""Make the keys of a product: files outside the checkout that their owner alone can read."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from build.errors import BuildError
from build.paths import ROOT
from build.process import capture

USUAL: Final = ("payload", "feed", "feed-next")
"""One for the list of the app's files, one for the feeds, and the one that follows it."""

_NAME: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def make_keys(python: Path, folder: Path, names: Sequence[str], *, checkout: Path = ROOT) -> dict[str, str]:
    """Make private keys in PKCS #8 PEM; the public halves by name.

    Args:
        python: an interpreter that has the cryptography package.
        folder: where the files come; it is made where it is missing.
        names: of the keys; ``feed`` makes ``feed.pem``.
        checkout: whose files are shared with others.

    Raises:
        BuildError: the folder is in the checkout, or one of the files is there; then none is made.
    """
    _require_outside(folder, checkout)
    files = {name: folder / f"{name}.pem" for name in names}
    _require_new(files)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return {name: capture([python, "-m", "build.feed.ed25519", "new", file]).strip() for name, file in files.items()}


def advice(folder: Path, public: dict[str, str]) -> str:
    """What to do with new keys, for people."""
    lines = [
        f"Private keys are in {folder}, readable by you alone. Keep a copy where fire and thieves do not come.",
        "",
    ]
    for name, half in public.items():
        variable, place = _uses(name)
        lines += [f"{name}", f"  public half, for {place} in product.json:", f"    {half}"]
        lines += ["  to sign with it:", f"    {variable}={folder / name}.pem", ""]
    lines.append("An app believes what its product.json lists: commit the public halves before the first release.")
    return "\n".join(lines)


def _uses(name: str) -> tuple[str, str]:
    if name.startswith("payload"):
        return "PAYLOAD_KEY_FILE", "payloadKeys"
    return "FEED_NEXT_KEY_FILE" if name.endswith("next") else "FEED_KEY_FILE", "updates.keys"


def _require_outside(folder: Path, checkout: Path) -> None:
    if folder.resolve().is_relative_to(checkout.resolve()):
        raise BuildError(
            "keys-in-checkout",
            f"{folder} is in the checkout: a key there ends in a commit or in an archive sooner or later.",
            "Name a folder elsewhere: `nox -s keys -- --folder FOLDER`.",
        )


def _require_new(files: dict[str, Path]) -> None:
    strange = [name for name in files if not _NAME.fullmatch(name)]
    if strange:
        raise BuildError("key-name", f"{strange[0]!r} is no name of a key.", "Use small letters, digits and hyphens.")
    there = [str(file) for file in files.values() if file.exists()]
    if there:
        raise BuildError(
            "key-exists",
            f"There is a key already, and no key is ever overwritten: {', '.join(there)}.",
            "Name another folder, or the keys that you need: `nox -s keys -- feed-next`.",
        )
