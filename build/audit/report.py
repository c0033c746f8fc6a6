"""The report of the gate: what was looked for, where, what was found, and what stays readable."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from build.audit.collect import Vendor
from build.audit.needles import Finding, Kind
from build.audit.search import Result

Verdict = Literal["clean", "leaks", "incomplete"]

MOST_OF_AN_ASSET: Final = 0.9
"""A prompt counts as recovered when this much of it was found; a module when half of its lines were."""

SHORTEST_MESSAGE: Final = 24


@dataclass(frozen=True)
class Recovered:
    """How much of the vendor's work somebody has who takes the payload apart.

    Attributes:
        modules: as source or as bytecode, which decompilers turn back into source; ``of`` so many.
        definitions: functions and classes in these; ``definitions_of`` so many.
        prompts: prompts and other sealed assets, word for word; ``prompts_of`` so many.
    """

    modules: int
    of: int
    definitions: int
    definitions_of: int
    prompts: int
    prompts_of: int


def verdict_of(findings: Iterable[Finding], result: Result) -> Verdict:
    """Whether the payload may ship: what could not be searched was not found clean."""
    if any(True for _ in findings):
        return "leaks"
    return "incomplete" if result.ledger.not_searched else "clean"


def recovered_from(result: Result, vendor: Vendor) -> Recovered:
    """What of the vendor's modules and assets is in the payload."""
    lines = Counter(needle.file for needle in vendor.collected.needles if needle.kind == Kind.SOURCE)
    as_source = {
        name
        for name, module in vendor.modules.items()
        if lines[module.path] and 2 * len(result.source_lines.get(module.path, ())) >= lines[module.path]
    }
    modules = as_source | result.recovered.keys()
    prompts = [
        path
        for path, cut in vendor.assets.items()
        if cut and len(cut & result.asset_pieces) >= MOST_OF_AN_ASSET * len(cut)
    ]
    return Recovered(
        modules=len(modules),
        of=len(vendor.modules),
        definitions=sum(vendor.modules[name].definitions for name in modules),
        definitions_of=sum(module.definitions for module in vendor.modules.values()),
        prompts=len(prompts),
        prompts_of=len(vendor.assets),
    )


@dataclass(frozen=True)
class Searched:
    """One payload and what came of it.

    Attributes:
        payload: its name.
        canary: the word that its build planted, if that is known.
        result: what the search found.
        findings: the leaks among it.
        shared: how many finds are no leaks, since the same line stands in an open-source package.
    """

    payload: str
    canary: str | None
    result: Result
    findings: list[Finding]
    shared: int


def report_of(vendor: Vendor, searched: Searched) -> dict[str, Any]:
    """The report, for JSON."""
    result, findings = searched.result, searched.findings
    ledger = result.ledger
    return {
        "payload": searched.payload,
        "verdict": verdict_of(findings, result),
        "collected": {
            "modules": len(vendor.modules),
            "assets": len(vendor.assets),
            "pieces": _sorted(Counter(needle.kind.value for needle in vendor.collected.needles)),
            "canary": searched.canary,
            "left_out": vendor.collected.left_out,
            "not_looked_for": vendor.collected.notes,
        },
        "searched": {
            "files": result.files,
            "bytes": result.size,
            "containers": _sorted(ledger.opened),
            "unpacked": ledger.members,
            "unpacked_bytes": ledger.unpacked,
            "bytecode_modules": result.bytecode_modules,
            "constants_modules": len(result.parts),
            "sealed": result.sealed,
        },
        "not_searched": [{"where": where, "why": why} for where, why in sorted(ledger.not_searched.items())],
        "findings": {
            "counts": _sorted(Counter(finding.kind.value for finding in findings)),
            "shared_with_open_source": searched.shared,
            "list": [asdict(finding) for finding in findings],
        },
        "recovered": asdict(recovered_from(result, vendor)),
        "stays_readable": _stays_readable(result, vendor),
    }


def _stays_readable(result: Result, vendor: Vendor) -> dict[str, Any]:
    """What the vendor's modules show in the constants of a compiled program."""
    own = [part for part in result.parts if part.module in vendor.modules]
    texts = {part.module: {text for _, text in part.texts} - part.identifiers for part in own}
    messages = {
        module: sorted(text for text in found if len(text) >= SHORTEST_MESSAGE and " " in text)
        for module, found in texts.items()
    }
    return {
        "modules": sorted(part.module for part in own),
        "identifiers": len(set().union(*(part.identifiers for part in own))),
        "texts": sum(map(len, texts.values())),
        "messages": {module: found for module, found in sorted(messages.items()) if found},
    }


def _sorted(counts: dict[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items()))
