"""An RPM package: a spec file that names the files as they lie, packed by rpmbuild."""

from pathlib import Path
from typing import Final

from build.files import files_in
from build.package.linux.packages.request import PackageRequest
from build.tools import rpmbuild

PAYLOADS: Final = {"fast": "w1.gzdio", "small": "w12T0.zstdio"}
"""RPM's names, by effort: w, the level, T0 for all processors, the compressor. It writes xz on one processor only, for
minutes; electron-builder knows no zstd for packages of this kind, so its word for the compressor does not count."""

ARCHITECTURES: Final = {"amd64": "x86_64", "arm64": "aarch64"}
"""RPM's words for Debian's, which electron-builder passes for packages of either kind."""

OWN_FOLDER: Final = "opt"


def write_rpm(request: PackageRequest, root: Path, work: Path) -> None:
    """Pack the files below ``root``; ``work`` is a folder for what rpmbuild needs."""
    paths = files_in(root)
    folders = {parent for path in paths for parent in path.parents if root / OWN_FOLDER in parent.parents}
    text = spec_of(request, [_below(root, path) for path in sorted(folders)], [_below(root, path) for path in paths])
    spec = work / f"{request.name}.spec"
    spec.write_text(text, encoding="utf-8")
    payload = PAYLOADS[request.effort]
    architecture = ARCHITECTURES.get(request.architecture, request.architecture)
    rpmbuild.build(rpmbuild.RpmBuild(spec, root, architecture, payload), request.file, work)


def spec_of(request: PackageRequest, folders: list[str], files: list[str]) -> str:
    """The spec file (rpm-spec(5)).

    Args:
        request: the package.
        folders: those that are the package's own, and go with it.
        files: all of its files and links.
    """
    fields = {
        "Name": request.name,
        "Version": request.version,
        "Release": "1",
        "Summary": request.summary,
        "License": request.license,
        "URL": request.homepage,
        "Packager": request.maintainer,
        # What is in the app's folder is for the app alone, and it needs nothing but what is named here.
        "AutoReqProv": "no",
    }
    lines = [f"{name}: {_literal(value)}" for name, value in fields.items() if value]
    lines += [f"Requires: {package}" for package in request.depends]
    lines += ["", "%description", _literal(request.description)]
    for section, script in {"%post": request.after_install, "%postun": request.after_remove}.items():
        lines += ["", f"{section} -p /bin/sh", _literal(script.read_text(encoding="utf-8"))]
    lines += ["", "%files", "%defattr(-,root,root,-)"]
    lines += [f'%dir "{_literal(folder)}"' for folder in folders]
    lines += [f'"{_literal(file)}"' for file in files]
    return "\n".join(lines) + "\n"


def _below(root: Path, path: Path) -> str:
    return f"/{path.relative_to(root).as_posix()}"


def _literal(text: str) -> str:
    return text.replace("%", "%%")
