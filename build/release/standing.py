"""What stands of a release that broke off: the artifacts themselves say so, and nothing else is asked."""

from collections.abc import Sequence
from typing import Final, Literal

from build.package.app import PackagedApp, find_app
from build.package.edition import Edition
from build.platforms import Target
from build.preflight.findings import Finding

Standing = Literal["nothing", "app", "artifacts"]
"""How far a target has come: nothing of it can be used, its app is packed and signed, or its artifacts are made."""

COMES_LATER: Final = frozenset({"ticket-missing"})
"""What an app that is packed and signed lacks until Apple has seen it."""


def packed_app(edition: Edition, target: Target, commit: str | None) -> PackagedApp | None:
    """The packed app of a target, if it says of itself that it was made from this commit.

    Args:
        edition: what is released.
        target: the machine that the app is for.
        commit: of the checkout; None where not everything is committed, and nothing can be taken up.
    """
    app = find_app(edition, target)
    if app is None or commit is None:
        return None
    told = [app.manifest.get(fact) for fact in ("commit", "version", "target")]
    return app if told == [commit, edition.product["version"], target] else None


def standing(app: PackagedApp, findings: Sequence[Finding]) -> Standing:
    """How far a target has come.

    Args:
        app: the packed app that says that it belongs to this release.
        findings: what the preflight says of it and of its artifacts.
    """
    # What lies in the folder is told under its name, on macOS under that of the bundle in it too.
    names = {app.folder.name, app.layout.root.parent.name}
    of_app = {finding.code for finding in findings if finding.artifact.partition(":")[0] in names}
    if of_app - COMES_LATER:
        return "nothing"
    return "app" if findings else "artifacts"
