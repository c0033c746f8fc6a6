"""Search one payload, in the project's environment: `python -m build.audit PAYLOAD --report FILE`."""

import argparse
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from build.audit.collect import Vendor, collect, vendor_packages
from build.audit.needles import Finding
from build.audit.others import SHARED_KINDS, lines_of_others
from build.audit.pages import page, table
from build.audit.report import Searched, report_of
from build.audit.search import Result, Search
from build.errors import EXIT_FAILED, BuildError, describe
from build.paths import ROOT
from build.progress import say, step
from build.seal.secret import VARIABLE, vendor_secret


def audit_payload(root: Path, payload: Path) -> dict[str, Any]:
    """Search a file or folder for what is in the checkout ``root``; the report.

    Raises:
        BuildError: there is nothing to search, or the checkout cannot be read.
    """
    if not payload.exists():
        raise BuildError("payload-missing", f"{payload} is not there.", "Build it first: `nox -s compile`.")
    with step("Collecting what must not ship"):
        vendor = collect(root)
    with step(f"Searching {payload.name}") as current:
        result = Search(vendor, secrets=_secrets(os.environ)).tree(payload, current.update)
    if not result.size:
        raise BuildError("payload-empty", f"{payload} has nothing in it.", "Build it anew: `nox -s compile`.")
    findings, shared = _leaks(root, vendor, result)
    name = payload.relative_to(root).as_posix() if payload.is_relative_to(root) else str(payload)
    return report_of(vendor, Searched(name, _canary(root), result, findings, shared))


def _canary(root: Path) -> str | None:
    """The word that the last build planted; the search looks for that of any build."""
    try:
        word = json.loads((root / "dist" / "compile-report.json").read_text(encoding="utf-8")).get("canary")
    except (OSError, ValueError, AttributeError):
        return None
    return str(word) if word else None


def _secrets(environ: Mapping[str, str]) -> dict[str, bytes]:
    """What this very build was given to keep; that a file of it cannot be read is the build's business."""
    try:
        secret = vendor_secret(environ)
    except BuildError:
        return {}
    return {f"the secret that {VARIABLE} names": secret} if secret else {}


def _leaks(root: Path, vendor: Vendor, result: Result) -> tuple[list[Finding], int]:
    """The findings without those that are everybody's lines, and how many those are."""
    texts = {needle.origin: needle.text for needle in vendor.collected.needles if needle.kind in SHARED_KINDS}
    found = [texts[one.origin] for one in result.findings if one.kind in SHARED_KINDS and one.origin in texts]
    everybodys = lines_of_others(found, vendor_packages(root))
    leaks = [one for one in result.findings if texts.get(one.origin) not in everybodys or one.kind not in SHARED_KINDS]
    return leaks, len(result.findings) - len(leaks)


def main(arguments: list[str]) -> int:
    """Search, write the report and its page, say what was found; exit code 1 if the payload may not ship."""
    parser = argparse.ArgumentParser(prog="python -m build.audit", description=__doc__)
    parser.add_argument("payload", type=Path, help="a file or a folder")
    parser.add_argument("--report", type=Path, required=True, help="the JSON file to write; a page goes beside it")
    parser.add_argument("--source", type=Path, default=ROOT, help="the checkout that the payload was built from")
    options = parser.parse_args(arguments)
    try:
        report = audit_payload(options.source.resolve(), options.payload.resolve())
    except BuildError as error:
        print(describe(error), file=sys.stderr)
        return EXIT_FAILED
    options.report.parent.mkdir(parents=True, exist_ok=True)
    options.report.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    options.report.with_suffix(".md").write_text(page(report), encoding="utf-8")
    return _outcome(report, options.report)


def _outcome(report: dict[str, Any], file: Path) -> int:
    details = table(report)
    if details:
        print(details)
    searched, pieces = report["searched"], sum(report["collected"]["pieces"].values())
    say(
        f"{report['verdict']}: {pieces} pieces looked for in {searched['files']} files, "
        f"{searched['unpacked']} things inside them, {searched['bytecode_modules']} modules of bytecode and "
        f"{searched['constants_modules']} of constants. The report: {file}"
    )
    return 0 if report["verdict"] == "clean" else EXIT_FAILED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
