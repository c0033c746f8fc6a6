"""Who signs feeds: keys from files, keys that are made, and keys that must not be."""

import stat
import subprocess
import sys

import pytest

from build.errors import BuildError
from build.feed import ed25519
from build.feed.identity import KEY_VARIABLE, NEXT_KEY_VARIABLE, keys_for_tests, release_keys
from build.feed.keychain import USUAL, advice, make_keys
from build.feed.signatures import key_id, read_signatures
from build.paths import ROOT
from tests.build.publish.releases import PYTHON
from tests.fixtures.feeds.make import KEYS

PUBLIC = {name: ed25519.public_half(file) for name, file in KEYS.items()}


def test_keys_are_made_for_their_owner_alone_and_only_public_halves_are_told(tmp_path, capfd):
    folder = tmp_path / "Zoë 测试" / "keys"
    public = make_keys(PYTHON, folder, USUAL)
    told = advice(folder, public) + "".join(capfd.readouterr())
    assert sorted(file.name for file in folder.iterdir()) == ["feed-next.pem", "feed.pem", "payload.pem"]
    for name in USUAL:
        file = folder / f"{name}.pem"
        if sys.platform != "win32":
            assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert public[name] == ed25519.public_half(file)
        assert public[name] in told
        assert file.read_text(encoding="ascii").splitlines()[1] not in told
    assert "FEED_KEY_FILE=" in told
    assert "FEED_NEXT_KEY_FILE=" in told
    assert "PAYLOAD_KEY_FILE=" in told


def test_a_key_that_is_there_is_never_overwritten_and_nothing_else_is_made(tmp_path):
    make_keys(PYTHON, tmp_path, ["feed"])
    before = (tmp_path / "feed.pem").read_bytes()
    with pytest.raises(BuildError) as caught:
        make_keys(PYTHON, tmp_path, USUAL)
    assert caught.value.code == "key-exists"
    assert (tmp_path / "feed.pem").read_bytes() == before
    assert len(list(tmp_path.iterdir())) == 1
    with pytest.raises(FileExistsError):
        ed25519.new_key(tmp_path / "feed.pem")


def test_no_key_is_made_in_the_checkout(tmp_path):
    (tmp_path / "checkout").mkdir()
    for folder in (ROOT / "keys", ROOT):
        with pytest.raises(BuildError) as caught:
            make_keys(PYTHON, folder, USUAL)
        assert caught.value.code == "keys-in-checkout"
    with pytest.raises(BuildError, match="is in the checkout"):
        make_keys(PYTHON, tmp_path / "elsewhere" / ".." / "checkout" / "keys", USUAL, checkout=tmp_path / "checkout")


@pytest.mark.parametrize("name", ["../feed", "Feed", "feed.pem", ""])
def test_a_name_that_is_a_path_is_refused(tmp_path, name):
    with pytest.raises(BuildError, match="is no name of a key"):
        make_keys(PYTHON, tmp_path / "keys", [name])


def test_one_key_or_two_sign_as_the_environment_says(tmp_path):
    feed = tmp_path / "latest.yml"
    feed.write_bytes(b"{}")
    environ = {KEY_VARIABLE: str(KEYS["current"])}
    for more in ({}, {NEXT_KEY_VARIABLE: str(KEYS["next"])}):
        keys = release_keys(PYTHON, environ | more, list(PUBLIC.values()))
        keys.sign([feed])
        signatures = read_signatures((tmp_path / "latest.yml.sig").read_bytes(), "latest.yml.sig")
        assert keys.identity == "release"
        assert [one.key_id for one in signatures] == [key_id(public) for public in keys.public]
        assert ed25519.good_signatures(b"{}", signatures, keys.public) == list(range(1 + len(more)))


@pytest.mark.parametrize(
    ("environ", "known", "code"),
    [
        ({}, ["current"], "feed-key-missing"),
        ({KEY_VARIABLE: str(KEYS["current"])}, [], "feed-key-unknown"),
        ({KEY_VARIABLE: str(KEYS["current"]), NEXT_KEY_VARIABLE: str(KEYS["next"])}, ["current"], "feed-key-unknown"),
        ({KEY_VARIABLE: "/nonexistent"}, ["current"], "feed-key-unreadable"),
        ({KEY_VARIABLE: str(ROOT / "product.json")}, ["current"], "feed-key-unreadable"),
    ],
    ids=["none", "no-app-knows-it", "no-app-knows-the-next", "not-there", "no-key"],
)
def test_a_key_that_no_app_would_believe_signs_nothing(environ, known, code):
    with pytest.raises(BuildError) as caught:
        release_keys(PYTHON, environ, [PUBLIC[name] for name in known])
    assert caught.value.code == code


def test_a_test_key_is_kept_so_that_a_packed_app_believes_the_next_feed(tmp_path):
    first, second = keys_for_tests(PYTHON, tmp_path), keys_for_tests(PYTHON, tmp_path)
    assert first == second
    assert first.identity == "test"


def test_sessions_refuse_what_is_no_share_before_anything_is_prepared():
    for share in ("101%", "-1%", "half"):
        result = subprocess.run(
            [sys.executable, "-m", "build", "rollout", "--to", "/nonexistent", "--", share],
            cwd=ROOT,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert result.returncode == 2
        assert "share" in result.stderr
