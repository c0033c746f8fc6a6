"""Sign single files: what electron-builder calls for the uninstaller and the installer that it makes.

    python -m build.sign.windows [--test-identity] FILE...

Its hook, `build/package/windows/sign.mjs`, runs this; identities come from the environment as everywhere.
"""

import argparse
import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from build.errors import BuildError, describe
from build.paths import ROOT
from build.platforms import this_system
from build.sign.plan import Entry
from build.sign.windows.signer import windows_identity, windows_signer


def main() -> None:
    """Do what the arguments say."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--test-identity", action="store_true")
    parser.add_argument("files", nargs="+", type=Path)
    arguments = parser.parse_args()
    product = json.loads((ROOT / "product.json").read_text(encoding="utf-8"))
    try:
        identity = windows_identity(Path(sys.executable), product, test=arguments.test_identity)
        with TemporaryDirectory() as work, windows_signer(identity, product, this_system(), Path(work)) as signer:
            for file in arguments.files:
                signer.sign(Entry(file, "installer"))
    except BuildError as error:
        sys.exit(describe(error))


if __name__ == "__main__":
    main()
