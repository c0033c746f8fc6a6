"""The payload manifest: every file of the packed app with its size and SHA-256, which the app checks when it starts.

Format 1, JSON in UTF-8: ``format``, ``product``, ``version``, ``target``, ``electron``, ``identity`` (``release`` or
``test``), ``executable`` and ``backend`` (paths), ``files``: a list of ``{"path", "size", "sha256"}`` or, for a
symbolic link, ``{"path", "link"}``. Paths are relative to the app's folder (on macOS to `Contents`, where it lists
what is below `Resources`), with ``/`` between folders, and sorted.
The shell reads it in `electron/main/payload/manifest.ts`. The signature (Ed25519 over the file's bytes, in base64)
lies beside it.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Literal

from build.files import files_in
from build.package.layout import Layout
from build.progress import Step, megabytes
from build.stamps import file_hash

FORMAT: Final = 1

Identity = Literal["release", "test"]


def write_manifest(app: Path, layout: Layout, facts: Mapping[str, Any], step: Step) -> Path:
    """List the app's folder as it is now; where the manifest is.

    Args:
        app: the packed app, finished but for the manifest.
        layout: where things are in it.
        facts: what the manifest says beside its format and its files.
        step: shows how far it is.
    """
    root, manifest = app / layout.root, app / layout.manifest
    own = {manifest, app / layout.signature}
    files = []
    done = 0
    for path in files_in(app / layout.listed):
        if path in own:
            continue
        files.append(_entry(path.relative_to(root).as_posix(), path))
        done += files[-1].get("size", 0)
        step.update(f"{megabytes(done)} hashed")
    text = json.dumps({"format": FORMAT, **facts, "files": files}, indent=1, ensure_ascii=False)
    manifest.write_text(f"{text}\n", encoding="utf-8", newline="")
    return manifest


def _entry(name: str, path: Path) -> dict[str, Any]:
    if path.is_symlink():
        return {"path": name, "link": path.readlink().as_posix()}
    return {"path": name, "size": path.stat().st_size, "sha256": file_hash(path)}
