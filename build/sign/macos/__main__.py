"""Throw-away identities and their signatures. Runs in the project's environment, which has the packages for them.

    python -m build.sign.macos identity FOLDER         makes an identity, or keeps the one that is there
    python -m build.sign.macos sign FOLDER PREFIX      signs what stdin names, one JSON object a line

A line to sign is ``{"path", "kind", "flags", "entitlements"}``; each is answered by one line: ``{}``, or the ``code``,
``message`` and ``remedy`` of what went wrong. ``identity`` prints ``{"subject", "team", "expires"}``.
"""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from build.errors import BuildError
from build.sign.identity import SOON, TEST_SUBJECT
from build.sign.macos.authority import TEST_TEAM, ends, load, make
from build.sign.macos.throwaway import ThrowawaySigner
from build.sign.plan import Entry


def identity(folder: Path) -> None:
    """Make a throw-away identity where there is none that lasts, and say what it is."""
    now = datetime.now(UTC)
    expires = ends(folder)
    if expires is None or expires - now < SOON:
        make(folder, now)
    expires = ends(folder)
    print(json.dumps({"subject": TEST_SUBJECT, "team": TEST_TEAM, "expires": expires.isoformat() if expires else ""}))


def sign(folder: Path, prefix: str) -> None:
    """Sign in the order of the lines on stdin, and answer each."""
    signer = ThrowawaySigner(load(folder), prefix, datetime.now(UTC))
    for line in sys.stdin:
        print(json.dumps(_answer(signer, json.loads(line))), flush=True)


def _answer(signer: ThrowawaySigner, asked: dict[str, str]) -> dict[str, str]:
    entitlements = asked["entitlements"]
    entry = Entry(
        Path(asked["path"]),
        asked["kind"],  # type: ignore[arg-type]
        frozenset(asked["flags"]),  # type: ignore[arg-type]
        Path(entitlements) if entitlements else None,
    )
    try:
        signer.sign(entry)
    except BuildError as error:
        return {"code": error.code, "message": f"{entry.path.name}: {error.message}", "remedy": error.remedy}
    return {}


if __name__ == "__main__":
    if sys.argv[1] == "identity":
        identity(Path(sys.argv[2]))
    else:
        sign(Path(sys.argv[2]), sys.argv[3])
