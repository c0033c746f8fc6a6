"""Write the protocol's JSON schema, TypeScript types and reference page, or tell whether they are stale."""

import json
from pathlib import Path
from typing import Any, Final

from build.errors import BuildError
from build.paths import NODE_MODULES, ROOT
from build.process import capture_filter
from build.progress import say, step
from build.protocol.document import fill_tables, undocumented_models
from build.stamps import Stamp, content_key
from build.workbench import Workbench

SCHEMA: Final = ROOT / "electron" / "shared" / "protocol.schema.json"
TYPES: Final = ROOT / "electron" / "shared" / "protocol.ts"
PAGE: Final = ROOT / "docs" / "protocol.md"
GENERATOR: Final = Path(__file__).parent
PRETTIER: Final = NODE_MODULES / "prettier" / "bin" / "prettier.cjs"


def generate(bench: Workbench) -> bool:
    """Bring the files up to date; whether one of them had to change."""
    stale = _stale(bench)
    for path, text in stale.items():
        path.write_text(text, encoding="utf-8", newline="\n")
        say(f"{path.relative_to(ROOT).as_posix()} follows backend/protocol again.")
    if stale:
        Stamp("protocol").write(_key())
    return bool(stale)


def check(bench: Workbench) -> None:
    """Say nothing if the files are what the models give.

    Raises:
        BuildError: one of them is not.
    """
    stale = _stale(bench)
    if stale:
        names = ", ".join(path.relative_to(ROOT).as_posix() for path in stale)
        raise BuildError("protocol-stale", f"The models changed, and not with them: {names}.", "Run `nox -s protocol`.")


def _stale(bench: Workbench) -> dict[Path, str]:
    """The files that do not follow the models, with the text that they should have."""
    stamp = Stamp("protocol")
    if stamp.matches(_key()):
        return {}
    with step("Generating the protocol's schema, types and tables"):
        schema = capture_filter([bench.python, "-m", "build.protocol.schema"], "")
        schema = capture_filter([bench.node.node, PRETTIER, "--stdin-filepath", SCHEMA], schema)
        types = capture_filter([bench.node.node, GENERATOR / "types.mjs", TYPES], schema)
    wanted = {SCHEMA: schema, TYPES: types, PAGE: _page(json.loads(schema))}
    stale = {path: text for path, text in wanted.items() if _read(path) != text}
    if not stale:
        stamp.write(_key())
    return stale


def _page(schema: dict[str, Any]) -> str:
    page = PAGE.read_text(encoding="utf-8")
    missing = undocumented_models(page, schema)
    if missing:
        raise BuildError(
            "protocol-undocumented",
            f"{PAGE.name} has no place for {', '.join(missing)}.",
            "Add the lines `<!-- model: Name -->` and `<!-- end -->` where it belongs, then run `nox -s protocol`.",
        )
    return fill_tables(page, schema)


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def _key() -> str:
    models = (ROOT / "backend" / "protocol").glob("*.py")
    generator = [*GENERATOR.glob("*.py"), *GENERATOR.glob("*.mjs"), ROOT / ".prettierrc.json"]
    locks = (ROOT / "requirements" / "dev.lock", ROOT / "package-lock.json")
    return content_key([*models, *generator, *locks, SCHEMA, TYPES, PAGE])
