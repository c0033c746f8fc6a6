"""Gather what decides whether a release may begin."""

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial, reduce
from pathlib import Path
from typing import Any

from build.electron.dist import electron_version
from build.electron.pinned import pinned_version
from build.errors import BuildError
from build.feed.identity import KEY_VARIABLE as FEED_KEY
from build.feed.identity import release_keys
from build.feed.names import feed_name
from build.feed.published import published_version
from build.feed.versions import channel_of, is_newer
from build.notarize.credentials import credentials
from build.package.identity import KEY_VARIABLE as PAYLOAD_KEY
from build.package.identity import release_key
from build.package.layout import system_of
from build.platforms import Target, this_target
from build.release.refusals import Certificate, Circumstances, Refusal
from build.sign.identity import TEST_SUBJECT, Identity
from build.sign.macos.signer import apple_identity
from build.sign.windows.signer import windows_identity
from build.tools import git


@dataclass(frozen=True)
class Intent:
    """What a person wants to release.

    Attributes:
        product: product.json.
        targets: for which machines.
        keys: by which a published feed may be signed.
        feeds: whether feeds are signed as well: machines that only build have no key for them.
        notarize: whether Apple is asked as well.
        test: whether throw-away identities are to sign.
        dry: whether nothing may be made for the answer, not even they.
    """

    product: Mapping[str, Any]
    targets: tuple[Target, ...]
    keys: tuple[str, ...]
    feeds: bool
    notarize: bool
    test: bool
    dry: bool


def circumstances(python: Path | None, intent: Intent) -> Circumstances:
    """All that the decision depends on.

    Args:
        python: the interpreter of the project's environment, which reads certificates and verifies feeds; None where
            there is none yet: then neither is asked for.
        intent: what is to be released.

    Raises:
        BuildError: it cannot be found out.
    """
    return Circumstances(
        changed=git.changed_files(),
        tags=git.tags_at_head(),
        version=intent.product["version"],
        published=_published(intent) if python else None,
        certificates=tuple(_certificates(python, intent)),
        stand_ins=tuple(_stand_ins(intent.targets)),
        unready=tuple(_unready(python, intent)),
        now=datetime.now(UTC),
    )


def _published(intent: Intent) -> str | None:
    """The highest version that its own channel offers on the systems of this release.

    Who chose betas may have a newer one than a stable release is: their feed keeps it (`feed/write.py`).
    """
    place = intent.product["updates"]["feed"]
    if not place:
        return None
    channel = channel_of(intent.product["version"])
    names = {feed_name(channel, system_of(target)) for target in intent.targets}
    offered = [found for name in sorted(names) if (found := published_version(place, name, intent.keys)) is not None]
    return reduce(lambda one, other: other if is_newer(other, one) else one, offered) if offered else None


def _certificates(python: Path | None, intent: Intent) -> Iterator[Certificate]:
    test = intent.test
    for role, find in _code_identities(intent):
        if intent.dry and test:
            yield Certificate(role, TEST_SUBJECT, test=True, expires=None)
        elif python is not None:
            yield _certificate(role, partial(find, python))
    yield _key("the payload manifests", PAYLOAD_KEY, test=test)
    if intent.feeds:
        yield _key("the feeds", FEED_KEY, test=test)


def _code_identities(intent: Intent) -> Iterator[tuple[str, Callable[[Path], Identity]]]:
    """What signs code, for people, and how its identity is found."""
    product, test = intent.product, intent.test
    systems = {system_of(target) for target in intent.targets}
    if "darwin" in systems:
        yield "programs for macOS", lambda python: apple_identity(python, product, test=test).identity
    if "win32" in systems:
        yield "programs for Windows", lambda python: windows_identity(python, product, test=test).identity


def _certificate(role: str, find: Callable[[], Identity]) -> Certificate:
    try:
        identity = find()
    except BuildError as error:
        if error.code != "identity-missing":
            raise
        return Certificate(role, None, test=False, expires=None)
    return Certificate(role, identity.subject, test=identity.kind == "test", expires=identity.expires)


def _key(role: str, variable: str, *, test: bool) -> Certificate:
    """A key has no end."""
    subject = TEST_SUBJECT if test else os.environ.get(variable)
    return Certificate(role, subject or None, test=test, expires=None)


def _unready(python: Path | None, intent: Intent) -> Iterator[Refusal]:
    """What would only be found when all is compiled, packed and signed."""
    for check in () if intent.test else _checks(python, intent):
        try:
            check()
        except BuildError as error:
            yield Refusal(error.code, error.message, error.remedy)


def _checks(python: Path | None, intent: Intent) -> Iterator[Callable[[], object]]:
    product, environ = intent.product, os.environ
    if intent.notarize and "darwin" in {system_of(target) for target in intent.targets}:
        yield partial(credentials, environ)
    if python and environ.get(PAYLOAD_KEY):
        yield partial(release_key, python, Path(environ[PAYLOAD_KEY]), product["payloadKeys"])
    if python and intent.feeds and environ.get(FEED_KEY):
        yield partial(release_keys, python, environ, product["updates"]["keys"])


def _stand_ins(targets: tuple[Target, ...]) -> Iterator[str]:
    for target in targets:
        if target != this_target():
            yield f"a fixture in the place of the backend for {target}"
        version = electron_version(target)
        if version not in {None, pinned_version()}:
            yield f"the test runtime, Electron {version} for {target}"
