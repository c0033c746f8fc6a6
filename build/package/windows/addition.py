"""How electron-builder makes the installer and the zip of Windows."""

import json
from pathlib import Path
from typing import Any, Final

from build.environment.release_env import prepare_release
from build.package.addition import Addition, Request
from build.package.windows.include import write_include
from build.package.windows.signed import who_signed
from build.package.windows.toolset import prepare_toolset
from build.tools import sevenzip

HOOK: Final = Path(__file__).with_name("sign.mjs")


def addition(request: Request) -> Addition:
    """The formats, and what they need.

    Whoever signed the app signs what electron-builder makes of it too; with an unsigned app nobody does.
    """
    signed_by = who_signed(request.app / request.layout.program)
    config: dict[str, Any] = {
        "compression": "store" if request.compression == "fast" else "normal",
        "nsis": {"include": str(write_include(request.work / "installer.nsh", request.product))},
    }
    native = request.host == "win32"
    environ = {} if native else _tools(request.bench.environ()["PATH"])
    if signed_by == "nobody":
        config["win"] = {"signExecutable": False}
    else:
        config["win"] = {"signtoolOptions": {"sign": str(HOOK), "signingHashAlgorithms": ["sha256"]}}
        test = ["--test-identity"] if signed_by == "test" else []
        environ["SIGN_COMMAND"] = json.dumps([str(request.bench.python), "-m", "build.sign.windows", *test])
    if request.compression == "fast":
        # Its archive for differential updates is compressed whatever `compression` says; it listens to this.
        environ["ELECTRON_BUILDER_COMPRESSION_LEVEL"] = "1"
    return Addition(("nsis", "zip"), config, environ, fetches=native)


def _tools(path: str) -> dict[str, str]:
    """Where the tools are that electron-builder brings along on Windows; `path` is the PATH so far."""
    toolset = prepare_toolset(prepare_release())
    return toolset.environ(path) | {"ELECTRON_BUILDER_7ZIP_PATH": str(sevenzip.require())}
