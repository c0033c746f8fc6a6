"""Whether an identity may sign a release."""

from datetime import UTC, datetime, timedelta

import pytest

from build.errors import BuildError
from build.sign.identity import APPLE_IDENTITY, Identity, lifetime, require_lifetime, require_named

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def ending_in(days):
    return Identity("release", "Developer ID Application: Zoë (ABCDE12345)", NOW + timedelta(days=days))


@pytest.mark.parametrize(("days", "verdict"), [(90, "good"), (29, "expires-soon"), (0, "expired"), (-1, "expired")])
def test_a_certificate_must_outlive_the_release(days, verdict):
    assert lifetime(ending_in(days), NOW) == verdict


def test_a_certificate_that_ends_is_refused_with_its_name_and_the_day():
    with pytest.raises(BuildError, match=r"Zoë \(ABCDE12345\) ended on 2026-11-20") as refused:
        require_lifetime(ending_in(-1), NOW)
    assert refused.value.code == "certificate-expired"
    require_lifetime(ending_in(90), NOW)


def test_without_an_identity_nothing_is_signed():
    assert require_named(APPLE_IDENTITY, {APPLE_IDENTITY: "me"}) == "me"
    with pytest.raises(BuildError, match="--test-identity"):
        require_named(APPLE_IDENTITY, {APPLE_IDENTITY: ""})
