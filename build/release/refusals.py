"""What forbids a release before anything is built: decisions without I/O."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from build.feed.versions import is_newer
from build.sign.identity import SOON

MOST_NAMED: Final = 5


@dataclass(frozen=True)
class Refusal:
    """One thing that forbids the release.

    Attributes:
        code: stable, for programs and tests, such as ``dirty-tree``.
        message: what is so, and why it forbids a release.
        remedy: what to do.
    """

    code: str
    message: str
    remedy: str


@dataclass(frozen=True)
class Certificate:
    """What would sign.

    Attributes:
        role: what it signs, for people, such as ``Windows programs``.
        subject: whom it names; None where no identity is at hand.
        test: whether it is a throw-away one.
        expires: when it ends; None where a service renews it by itself, or a key has no end.
    """

    role: str
    subject: str | None
    test: bool
    expires: datetime | None


@dataclass(frozen=True)
class Circumstances:
    """All that the decision depends on.

    Attributes:
        changed: files that are not as committed.
        tags: the tags of the last commit.
        version: of product.json.
        published: the version in the feed, or None where nothing was published yet.
        certificates: everything that would sign.
        stand_ins: parts of the artifacts that may not ship, for people, such as ``the test runtime``.
        unready: what a later stage would end with, in its own words.
        now: the time.
    """

    changed: Sequence[str]
    tags: Sequence[str]
    version: str
    published: str | None
    certificates: Sequence[Certificate]
    stand_ins: Sequence[str]
    unready: Sequence[Refusal]
    now: datetime


def refusals(around: Circumstances, *, test_identity: bool) -> list[Refusal]:
    """Everything that forbids this release, in the order in which one mends it.

    Args:
        around: the circumstances.
        test_identity: whether throw-away identities and stand-ins are wanted, which marks the artifacts.
    """
    found = [*_of_the_source(around), *_of_the_version(around)]
    for certificate in around.certificates:
        found += _of_certificate(certificate, around.now, test_identity=test_identity)
    found += around.unready
    if around.stand_ins and not test_identity:
        found.append(
            Refusal(
                "stand-ins",
                f"What would be released holds stand-ins, made for tests: {', '.join(around.stand_ins)}.",
                "Release on a machine of the target's system that reaches Electron's releases, or try it out with"
                " `--test-identity`.",
            )
        )
    return found


def _of_the_source(around: Circumstances) -> Iterator[Refusal]:
    if around.changed:
        more = len(around.changed) - MOST_NAMED
        named = ", ".join(around.changed[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
        yield Refusal(
            "dirty-tree",
            f"Not everything is committed: {named}. Nobody could say later what was released.",
            "Commit or remove it.",
        )
    wanted = tag_of(around.version)
    if wanted not in around.tags:
        has = f"only {', '.join(around.tags)}" if around.tags else "no tag"
        yield Refusal(
            "untagged",
            f"The last commit carries {has}, not {wanted}, the tag of the version in product.json.",
            f"Run `git tag {wanted}`, or set the version in product.json that the tag names.",
        )


def _of_the_version(around: Circumstances) -> Iterator[Refusal]:
    if around.published is not None and not is_newer(around.version, around.published):
        yield Refusal(
            "not-newer",
            f"The feed offers {around.published} already: no installed app would take {around.version} for an update.",
            "Raise the version in product.json, and tag the commit.",
        )


def _of_certificate(certificate: Certificate, now: datetime, *, test_identity: bool) -> Iterator[Refusal]:
    role, expires = certificate.role, certificate.expires
    if certificate.subject is None:
        yield Refusal(
            "identity-missing",
            f"There is nothing to sign {role} with.",
            "Name the identity as docs/releasing.md says, or try the release out with `--test-identity`.",
        )
    elif certificate.test and not test_identity:
        yield Refusal(
            "test-identity",
            f"A test identity would sign {role}: {certificate.subject}. No customer's machine trusts it.",
            "Name the real identity as docs/releasing.md says, or try the release out with `--test-identity`.",
        )
    if expires is not None and expires <= now:
        yield Refusal(
            "certificate-expired",
            f"The certificate for {role} ended on {expires:%Y-%m-%d}: {certificate.subject}.",
            "Renew it; docs/releasing.md says how installed apps get to trust the new one.",
        )
    elif expires is not None and expires - now < SOON:
        yield Refusal(
            "certificate-expires-soon",
            f"The certificate for {role} ends on {expires:%Y-%m-%d}, in less than {SOON.days} days:"
            f" {certificate.subject}.",
            "Renew it first; docs/releasing.md says how installed apps get to trust the new one.",
        )


def tag_of(version: str) -> str:
    """The tag of the commit that a version is released from."""
    return f"v{version}"
