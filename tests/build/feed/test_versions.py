import itertools

import pytest

from build.errors import BuildError
from build.feed.versions import channel_of, channels_offered, is_newer

ASCENDING = [
    "0.9.9",
    "1.0.0-alpha",
    "1.0.0-alpha.1",
    "1.0.0-alpha.beta",
    "1.0.0-beta",
    "1.0.0-beta.2",
    "1.0.0-beta.11",
    "1.0.0-rc.1",
    "1.0.0",
    "1.0.1",
    "1.2.0",
    "1.10.0",
    "2.0.0",
]
"""The example of semver.org, point 11, and what people get wrong."""


@pytest.mark.parametrize(("older", "newer"), list(itertools.combinations(ASCENDING, 2)))
def test_a_version_is_newer_than_all_before_it_and_never_the_other_way_round(older, newer):
    assert is_newer(newer, older)
    assert not is_newer(older, newer)


@pytest.mark.parametrize("version", ASCENDING)
def test_no_version_is_newer_than_itself(version):
    assert not is_newer(version, version)


def test_build_metadata_makes_nothing_newer():
    assert not is_newer("1.0.0+2", "1.0.0+1")


@pytest.mark.parametrize("text", ["", "1", "1.0", "v1.0.0", "1.0.0-", "01.0.0", "1.0.0-beta.01", "1.0.0\n", "1.0.٣"])
def test_what_is_no_version_is_refused(text):
    with pytest.raises(BuildError, match="is no version"):
        is_newer(text, "1.0.0")


def test_a_stable_version_is_offered_to_beta_users_too_and_a_beta_to_them_alone():
    assert channel_of("1.2.0") == "latest"
    assert channels_offered("1.2.0") == ("latest", "beta")
    assert channel_of("1.2.0-beta.3") == "beta"
    assert channels_offered("1.2.0-beta.3") == ("beta",)


@pytest.mark.parametrize("version", ["1.0.0-alpha.1", "1.0.0-beta", "1.0.0-beta.x", "1.0.0-rc.1"])
def test_a_version_of_no_channel_is_refused(version):
    with pytest.raises(BuildError, match="belongs to no channel"):
        channel_of(version)
