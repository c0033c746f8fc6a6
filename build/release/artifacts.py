"""What users get of one target, made of its packed app: signed where a format can be, with block maps and a bill."""

from pathlib import Path

from build.electron.dist import electron_version
from build.environment.release_env import prepare_release
from build.feed.mend import mend_block_maps
from build.package.addition import Compression
from build.package.app import PackagedApp
from build.package.edition import PRODUCT
from build.package.installers import artifact_stem, make_installers
from build.sbom.make import Subject, write_bill
from build.sign.app import app_signer
from build.workbench import Workbench


def make_artifacts(
    bench: Workbench, app: PackagedApp, folder: Path, *, test: bool, compression: Compression
) -> list[Path]:
    """Make them; where they are.

    Args:
        bench: the tools.
        app: packed, signed and, for macOS, seen by Apple.
        folder: where they go.
        test: whether throw-away identities sign.
        compression: of the installers.

    Raises:
        BuildError: a tool failed, or nobody is there who could sign.
    """
    made = make_installers(bench, app, folder, compression=compression)
    with app_signer(bench.python, app.target, app.product, test=test) as signer:
        for image in (file for file in made if file.suffix == ".dmg"):
            signer.disk_image(image)
    mend_block_maps(bench, made)
    subject = Subject(PRODUCT, app.target, electron_version(app.target) or "")
    bill = folder / f"{artifact_stem(app.product, app.target)}.cdx.json"
    write_bill(bench.python, prepare_release(), subject, bill)
    return [*made, bill]
