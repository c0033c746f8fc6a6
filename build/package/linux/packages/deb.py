"""A Debian package: `DEBIAN/control`, checksums and scripts beside the files, packed by dpkg-deb."""

import hashlib
import shutil
from pathlib import Path
from typing import Final

from build.files import files_in
from build.package.linux.packages.request import PackageRequest
from build.tools import dpkg_deb

LEVELS: Final = {"fast": 1, "small": 6}


def write_deb(request: PackageRequest, root: Path) -> None:
    """Pack the files below ``root``."""
    files = [path for path in files_in(root) if not path.is_symlink()]
    size = sum(path.stat().st_size for path in files)
    sums = "".join(f"{_md5(path)}  {path.relative_to(root).as_posix()}\n" for path in files)
    folder = root / "DEBIAN"
    folder.mkdir()
    (folder / "control").write_text(control(request, size), encoding="utf-8")
    (folder / "md5sums").write_text(sums, encoding="utf-8")
    for name, script in {"postinst": request.after_install, "postrm": request.after_remove}.items():
        shutil.copyfile(script, folder / name)
        (folder / name).chmod(0o755)
    compressor = {"gz": "gzip", "xz": "xz", "zst": "zstd", "none": "none"}[request.compression]
    dpkg_deb.build(root, request.file, compressor, LEVELS[request.effort])


def control(request: PackageRequest, size: int) -> str:
    """The control file (Debian Policy, chapter 5).

    Args:
        request: the package.
        size: bytes of all its files.
    """
    fields = {
        "Package": request.name,
        "Version": request.version,
        "Architecture": request.architecture,
        "Maintainer": request.maintainer,
        "Installed-Size": str(-(-size // 1024)),
        "Depends": ", ".join(request.depends),
        "Recommends": ", ".join(request.recommends),
        "Section": request.section,
        "Priority": "optional",
        "Homepage": request.homepage,
        "Description": request.summary,
    }
    lines = [f"{name}: {value}" for name, value in fields.items() if value]
    more = request.description.splitlines() if request.description != request.summary else []
    lines += [f" {line.strip() or '.'}" for line in more]
    return "\n".join(lines) + "\n"


def _md5(path: Path) -> str:
    """The checksum that `dpkg --verify` reads; it finds damage, not malice."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
