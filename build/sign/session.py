"""Sign an app that is packed already, where it lies: code, seal, bundle."""

from build.package.app import PackagedApp, seal_app
from build.package.edition import Edition
from build.package.layout import layout_of
from build.platforms import Target
from build.sign.app import AppSigner
from build.sign.identity import TEST_IDENTITIES
from build.tools.electron_builder import UNPACKED
from build.workbench import Workbench


def sign_app(bench: Workbench, signer: AppSigner, edition: Edition, target: Target, *, test: bool) -> PackagedApp:
    """Sign it from the inside out, with a new payload manifest between the halves.

    Args:
        bench: the tools.
        signer: whose name its code gets.
        edition: which app.
        target: the machine that it is for.
        test: whether a throw-away key seals the payload.

    Raises:
        BuildError: there is no packed app, or something in it cannot be signed.
    """
    folder, layout = edition.output / UNPACKED[target], layout_of(target, edition.product)
    signer.before_seal(folder, layout)
    app = seal_app(bench, edition, target, keys=TEST_IDENTITIES if test else None)
    signer.after_seal(folder, layout)
    return app
