"""What every signer can do, whichever tool it uses."""

from collections.abc import Iterable
from typing import Protocol

from build.progress import Step
from build.sign.plan import Entry


class Signer(Protocol):
    """Signs one thing in place, over any signature that it has."""

    def sign(self, entry: Entry) -> None:
        """Sign it.

        Raises:
            BuildError: the tool could not.
        """


def sign_all(signer: Signer, entries: Iterable[Entry], step: Step) -> int:
    """Sign in order; how many were signed.

    Args:
        signer: who does it.
        entries: of a plan.
        step: shows how far it is.

    Raises:
        BuildError: one could not be signed; those before it are.
    """
    count = 0
    for count, entry in enumerate(entries, 1):
        step.update(f"{count}: {entry.path.name}")
        signer.sign(entry)
    return count
