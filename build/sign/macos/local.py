"""The throw-away identity as the tooling uses it: a process in the project's environment that signs file after file."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO

from build.errors import BuildError, ToolFailedError
from build.process import capture, conversing
from build.sign.identity import TEST_IDENTITIES, AppleIdentity, Identity
from build.sign.plan import Entry


def throwaway_identity(python: Path, folder: Path = TEST_IDENTITIES / "apple") -> AppleIdentity:
    """The throw-away identity of a checkout; made when there is none that lasts.

    Args:
        python: the interpreter of the project's environment.
        folder: of its files.
    """
    told = json.loads(capture([python, "-m", "build.sign.macos", "identity", folder]))
    identity = Identity("test", told["subject"], datetime.fromisoformat(told["expires"]))
    return AppleIdentity(identity, told["team"], folder)


class LocalSigner:
    """Signs with a throw-away identity; ``build.sign.macos.local.local_signer`` makes one."""

    def __init__(self, to: IO[str], answers: IO[str]) -> None:
        self._to = to
        self._answers = answers

    def sign(self, entry: Entry) -> None:
        """Sign a file or a bundle in place.

        Raises:
            BuildError: it cannot be signed, or the process that signs ended.
        """
        asked = {
            "path": str(entry.path),
            "kind": entry.kind,
            "flags": sorted(entry.flags),
            "entitlements": str(entry.entitlements or ""),
        }
        try:
            self._to.write(f"{json.dumps(asked)}\n")
            self._to.flush()
            line = self._answers.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            raise ToolFailedError(
                "signer-ended", f"The signer ended at {entry.path.name}.", "Read its last words above.", ""
            )
        answer = json.loads(line)
        if answer:
            raise BuildError(answer["code"], answer["message"], answer["remedy"])


@contextmanager
def local_signer(python: Path, identity: AppleIdentity, prefix: str) -> Iterator[LocalSigner]:
    """A signer that lives until the block is left.

    Args:
        python: the interpreter of the project's environment.
        identity: a throw-away one.
        prefix: of the identifiers of code that is no bundle: the app's id.
    """
    if identity.folder is None:
        raise BuildError(
            "identity-in-keychain",
            f"The key of {identity.identity.subject} is in the keychain, where only codesign reaches it.",
            "Sign on a Mac, or ask for `--test-identity`.",
        )
    command = [str(python), "-m", "build.sign.macos", "sign", str(identity.folder), prefix]
    with conversing(command) as (to, answers):
        yield LocalSigner(to, answers)
