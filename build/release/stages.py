"""The stages of a release, in order: each is what the session of its name does, for every target of the release."""

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from build.audit.gate import PAYLOAD, audit
from build.electron.pinned import pinned_version
from build.errors import BuildError
from build.feed.make import FeedOptions, make_feeds
from build.notarize.credentials import credentials
from build.notarize.submit import notarize
from build.package.addition import Compression
from build.package.app import PackagedApp, package_app, tell
from build.package.edition import Edition
from build.package.installers import artifact_stem
from build.package.layout import system_of
from build.platforms import Target, this_target
from build.preflight.passed import note_passed
from build.preflight.run import Feeds, Order, preflight, require_none
from build.progress import say, step
from build.release.artifacts import make_artifacts
from build.release.backends import backend_of
from build.release.standing import Standing
from build.sign.app import app_signer
from build.sign.identity import TEST_IDENTITIES
from build.sign.session import sign_app
from build.workbench import Workbench


@dataclass(frozen=True)
class Release:
    """A release on its way.

    Attributes:
        bench: the tools.
        edition: what is released.
        targets: for which machines.
        folder: where the artifacts go.
        test: whether test identities sign, and stand-ins may be in it.
        compression: of the installers.
        feeds: what a person says of the feeds.
        feed_keys: the public keys of which one must have signed each feed.
        backends: the folders of the backends; `compile` fills it.
        apps: the packed apps; `package` fills it.
        standing: how far targets have come in an earlier run.
    """

    bench: Workbench
    edition: Edition
    targets: tuple[Target, ...]
    folder: Path
    test: bool
    compression: Compression
    feeds: FeedOptions
    feed_keys: tuple[str, ...]
    backends: dict[Target, Path] = field(default_factory=dict)
    apps: dict[Target, PackagedApp] = field(default_factory=dict)
    standing: dict[Target, Standing] = field(default_factory=dict)

    def order(self, apps: Mapping[Target, Path], feeds: Feeds = "later") -> Order:
        """What is to be read back of these packed apps and their artifacts."""
        return Order(self.folder, apps, self.edition.product, pinned_version(), self.test, self.feed_keys, feeds)


def compile_backends(release: Release) -> None:
    """The backend of each target, compiled or stood in for."""
    for target in release.targets:
        release.backends[target] = backend_of(release.bench, target, release.edition.product, test=release.test)


def audit_backend(release: Release) -> None:
    """The search for what must not ship; a fixture holds nothing of the vendor's."""
    if this_target() not in release.targets:
        say("There is nothing to audit: only fixtures are in this release.")
        return
    found = audit(release.bench, PAYLOAD)
    if found["verdict"] != "clean":
        raise BuildError(
            "audit-failed",
            f"The audit of the backend says: {found['verdict']}.",
            "Read dist/ip-audit.md, and mend what it names.",
        )


def package_apps(release: Release) -> None:
    """The packed folder of each target, sealed once already, so that each session finds what it needs."""
    for target in release.targets:
        if target in release.standing:
            continue
        keys = TEST_IDENTITIES if release.test else None
        backend = release.backends[target]
        (app,) = package_app(release.bench, backend, release.edition, target=target, keys=keys)
        release.apps[target] = app


def sign_apps(release: Release) -> None:
    """The code of each target, the seal over it, and on macOS the bundle around the seal."""
    for target in release.targets:
        if target in release.standing:
            continue
        with app_signer(release.bench.python, target, release.edition.product, test=release.test) as signer:
            release.apps[target] = sign_app(release.bench, signer, release.edition, target, test=release.test)
        tell(release.apps[target])


def notarize_apps(release: Release) -> None:
    """Apple's word on each app, before it goes into anything."""
    for app in _macs(release):
        _notarize(app.folder / app.layout.root.parent)


def make_all_artifacts(release: Release) -> None:
    """What users get of each target."""
    for target, app in release.apps.items():
        if release.standing.get(target) != "artifacts":
            make_artifacts(release.bench, app, release.folder, test=release.test, compression=release.compression)


def notarize_images(release: Release) -> None:
    """Apple's word on each disk image, which is downloaded alone."""
    for app in _macs(release):
        _notarize(release.folder / f"{artifact_stem(release.edition.product, app.target)}.dmg")


def preflight_all(release: Release) -> None:
    """Everything read back, and noted for who signs the feeds."""
    apps = {target: app.folder for target, app in release.apps.items()}
    require_none(preflight(release.bench, release.order(apps)))
    note_passed(release.folder, release.edition.product, apps, test=release.test)


def write_feeds(release: Release) -> None:
    """What the updater of installed apps reads; read back as it reads it."""
    make_feeds(release.bench, release.edition.product, release.folder, release.feeds)
    require_none(preflight(release.bench, release.order({}, feeds="written")))


def _macs(release: Release) -> list[PackagedApp]:
    """The apps that Apple must see; a test identity is nobody to its servers."""
    macs = [app for target, app in release.apps.items() if system_of(target) == "darwin"]
    if macs and release.test:
        say("Not notarised: Apple knows no test identity.")
        return []
    return macs


def _notarize(path: Path) -> None:
    with step(f"Waiting for Apple's word on {path.name}"):
        notarize(path, credentials(os.environ), time.sleep)


@dataclass(frozen=True)
class Stage:
    """One stage.

    Attributes:
        name: of the session that does the same.
        what: it does, for people.
        run: does it.
    """

    name: str
    what: str
    run: Callable[[Release], None]


STAGES: Final = (
    Stage("compile", "compile the backend to machine code", compile_backends),
    Stage("audit", "search it for source, prompts, paths and keys", audit_backend),
    Stage("package", "pack the app, set and read back its fuses", package_apps),
    Stage("sign", "sign its code, seal its payload", sign_apps),
    Stage("notarize", "have Apple look at the apps for macOS", notarize_apps),
    Stage("package", "make the installers, sign them, list what is in them", make_all_artifacts),
    Stage("notarize", "have Apple look at the disk images", notarize_images),
    Stage("preflight", "read everything back", preflight_all),
    Stage("feed", "write and sign the feeds", write_feeds),
)
"""In this order: each signature covers what the stages before it made."""
