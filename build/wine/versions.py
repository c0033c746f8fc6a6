"""Two versions of the Windows installer, made as in a rehearsal: a fixture for a backend, a throw-away identity."""

from pathlib import Path
from typing import Final

from build.package.app import PackagedApp, package_app
from build.package.edition import PRODUCT_EDITION, Edition
from build.package.installers import make_installers
from build.paths import WORK
from build.platforms import Target
from build.release.backends import backend_of
from build.sign.app import app_signer
from build.sign.identity import TEST_IDENTITIES
from build.sign.session import sign_app
from build.wine.root import FOLDER
from build.workbench import Workbench

OLD: Final = "1.0.0"
NEW: Final = "1.0.1"
TARGET: Final[Target] = "win32-x64"
INSTALLERS: Final = FOLDER / "installers"


def make_versions(bench: Workbench) -> Path:
    """Pack, sign and make the installer of both; their folder.

    Raises:
        BuildError: a step failed.
    """
    editions = [_edition(version) for version in (OLD, NEW)]
    backend = backend_of(bench, TARGET, PRODUCT_EDITION.product, test=True)
    package_app(bench, backend, *editions, target=TARGET, keys=TEST_IDENTITIES)
    for edition in editions:
        make_installers(bench, _signed(bench, edition), INSTALLERS, compression="fast", formats=("nsis",))
    return INSTALLERS


def _edition(version: str) -> Edition:
    name = f"wine-{version}"
    return Edition(name, WORK / "package" / f"{name}-app", overlay={"version": version})


def _signed(bench: Workbench, edition: Edition) -> PackagedApp:
    with app_signer(bench.python, TARGET, edition.product, test=True) as signer:
        return sign_app(bench, signer, edition, TARGET, test=True)
