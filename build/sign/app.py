"""Sign a packed app of any target: its code before it is sealed, and on macOS the bundle around the seal."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from build.package.layout import Layout, system_of
from build.paths import WORK
from build.platforms import Target, this_system
from build.progress import step
from build.sign.identity import Identity, require_lifetime
from build.sign.macos.signer import apple_identity, apple_signer
from build.sign.plan import Entry, Plan, mac_plan, windows_plan
from build.sign.signer import Signer, sign_all
from build.sign.windows.signer import windows_identity, windows_signer

NOTHING: Plan = Plan((), ())


@dataclass(frozen=True)
class AppSigner:
    """Signs the code of one target.

    Attributes:
        target: the machine that the app is for.
        identity: in whose name; None on Linux, where nobody looks at a program's signature.
        signer: the tool; None with it.
    """

    target: Target
    identity: Identity | None
    signer: Signer | None

    def before_seal(self, packed: Path, layout: Layout) -> None:
        """Sign what the payload manifest lists.

        Args:
            packed: the folder that electron-builder packed.
            layout: where things are in it.
        """
        self._sign(plan_of(self.target, packed, layout).before_seal, "Signing the code")

    def after_seal(self, packed: Path, layout: Layout) -> None:
        """Sign what covers the manifest itself."""
        self._sign(plan_of(self.target, packed, layout).after_seal, "Signing the bundle")

    def disk_image(self, file: Path) -> None:
        """Sign a disk image of macOS."""
        self._sign((Entry(file, "disk-image"),), f"Signing {file.name}")

    def _sign(self, entries: tuple[Entry, ...], title: str) -> None:
        if self.signer is None or not entries:
            return
        with step(title) as current:
            sign_all(self.signer, entries, current)


def plan_of(target: Target, packed: Path, layout: Layout) -> Plan:
    """What to sign in a packed app."""
    match system_of(target):
        case "darwin":
            return mac_plan(packed / layout.root.parent)
        case "win32":
            return windows_plan(packed)
    return NOTHING


@contextmanager
def app_signer(python: Path, target: Target, product: Mapping[str, Any], *, test: bool) -> Iterator[AppSigner]:
    """Who signs a target's code, until the block is left.

    Args:
        python: the interpreter of the project's environment.
        target: the machine that the app is for.
        product: product.json, as the app has it.
        test: whether to sign with throw-away identities, which mark what they sign.

    Raises:
        BuildError: there is no identity, or its certificate ends soon.
    """
    match system_of(target):
        case "darwin":
            apple = apple_identity(python, product, test=test)
            require_lifetime(apple.identity, datetime.now(UTC))
            with apple_signer(python, apple, product) as signer:
                yield AppSigner(target, apple.identity, signer)
        case "win32":
            windows = windows_identity(python, product, test=test)
            require_lifetime(windows.identity, datetime.now(UTC))
            with windows_signer(windows, product, this_system(), WORK / "signing") as signer:
                yield AppSigner(target, windows.identity, signer)
        case _:
            yield AppSigner(target, None, None)
