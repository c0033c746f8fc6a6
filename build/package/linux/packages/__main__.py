"""Make one package: `python -m build.package.linux.packages ARGUMENTS`, with fpm's arguments."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from build.errors import BuildError, describe
from build.package.linux.packages.deb import write_deb
from build.package.linux.packages.request import PackageRequest, read_request
from build.package.linux.packages.rpm import write_rpm
from build.package.linux.packages.stage import stage


def make(request: PackageRequest) -> None:
    """Make it beside the file that is asked for, so that the disk which has room for one has room for the other."""
    with TemporaryDirectory(dir=request.file.parent, prefix=".package-") as folder:
        root = Path(folder, "root")
        root.mkdir()
        stage(request.content, root)
        if request.kind == "deb":
            write_deb(request, root)
        else:
            write_rpm(request, root, Path(folder))


if __name__ == "__main__":
    try:
        make(read_request(sys.argv[1:]))
    except BuildError as error:
        sys.exit(describe(error))
