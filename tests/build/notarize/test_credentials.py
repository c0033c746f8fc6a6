"""Who asks the notary service: all of a key, or a profile, or a refusal that says what is missing."""

import pytest

from build.errors import BuildError
from build.notarize.credentials import API_ISSUER, API_KEY, API_KEY_ID, PROFILE, credentials


def test_an_api_key_comes_before_a_profile(tmp_path):
    key = tmp_path / "AuthKey_ABC.p8"
    key.write_text("secret", encoding="utf-8")
    environ = {API_KEY: str(key), API_KEY_ID: "ABC", API_ISSUER: "69a6", PROFILE: "release"}
    assert credentials(environ) == ["--key", str(key), "--key-id", "ABC", "--issuer", "69a6"]


def test_a_profile_of_the_keychain_will_do():
    assert credentials({PROFILE: "release"}) == ["--keychain-profile", "release"]


@pytest.mark.parametrize("environ", [{}, {API_KEY: ""}, {PROFILE: ""}])
def test_without_credentials_it_is_refused(environ):
    with pytest.raises(BuildError) as refused:
        credentials(environ)
    assert refused.value.code == "notary-credentials-missing"


def test_half_of_a_key_is_refused_though_there_is_a_profile():
    with pytest.raises(BuildError, match=f"{API_KEY_ID}, {API_ISSUER}") as refused:
        credentials({API_KEY: "key.p8", PROFILE: "release"})
    assert refused.value.code == "notary-key-incomplete"


def test_a_key_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(BuildError) as refused:
        credentials({API_KEY: str(tmp_path / "none.p8"), API_KEY_ID: "ABC", API_ISSUER: "69a6"})
    assert refused.value.code == "notary-key-missing"
