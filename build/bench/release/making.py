"""``python -m build.bench.release.making FOLDER TARGET KIND...``: make artifacts of the checkout that it runs in.

Each is made alone, with the compression that ships and with test identities, and timed. On Linux the backend of Windows
is a stand-in: the fixture's programs, and beside them all files of Linux's real backend, which are about as many bytes.
"""

import json
import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

from build.compile.build import compile_backend
from build.doctor.checks import FOR_COMPILE, FOR_PACKAGES
from build.errors import EXIT_FAILED, BuildError, describe
from build.feed.blockmaps import SUFFIX
from build.feed.mend import mend_block_maps
from build.package.app import PackagedApp, package_app
from build.package.edition import PRODUCT_EDITION
from build.package.installers import make_installers
from build.platforms import Target, this_target
from build.release.backends import backend_of
from build.sign.app import app_signer
from build.sign.identity import TEST_IDENTITIES
from build.sign.session import sign_app
from build.workbench import Workbench, prepare


def main(folder: Path, target: Target, kinds: Sequence[str]) -> None:
    """Make them, and write down what was made.

    Raises:
        BuildError: a step failed.
    """
    bench = prepare(FOR_COMPILE | FOR_PACKAGES)
    app = _packed(bench, target)
    made = {kind: _made(bench, app, folder, kind) for kind in kinds}
    (folder / f"{target}.json").write_text(json.dumps(made), encoding="utf-8")


def _packed(bench: Workbench, target: Target) -> PackagedApp:
    edition = PRODUCT_EDITION
    package_app(bench, _backend(bench, target), edition, target=target, keys=TEST_IDENTITIES)
    with app_signer(bench.python, target, edition.product, test=True) as signer:
        return sign_app(bench, signer, edition, target, test=True)


def _backend(bench: Workbench, target: Target) -> Path:
    folder = backend_of(bench, target, PRODUCT_EDITION.product, test=True)
    if target != this_target():
        shutil.copytree(compile_backend(bench).folder, folder, dirs_exist_ok=True)
    return folder


def _made(bench: Workbench, app: PackagedApp, folder: Path, kind: str) -> dict[str, Any]:
    begun = time.monotonic()
    files = make_installers(bench, app, folder, formats=(kind,))
    mend_block_maps(bench, files)
    took = time.monotonic() - begun
    (artifact,) = (file for file in files if file.suffix != SUFFIX)
    return {"file": artifact.name, "bytes": artifact.stat().st_size, "made_s": took}


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), next(target for target in get_args(Target) if target == sys.argv[2]), sys.argv[3:])
    except BuildError as error:
        print(describe(error), file=sys.stderr)
        sys.exit(EXIT_FAILED)
