"""What Apple's codesign is asked for, in which order; codesign itself is a STAND-IN that notes it down."""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from build.errors import BuildError
from build.sign.identity import APPLE_IDENTITY, AppleIdentity, Identity
from build.sign.macos.codesign import AppleSigner, keychain_identity
from build.sign.plan import mac_plan
from tests.build.apple_stand_ins import StandIns
from tests.build.macapp import NOW, identity_folder, make_app

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs Linux or macOS: the stand-ins are scripts")

NAME = "Developer ID Application: Zoë GmbH (ABCDE12345)"


def option(command, name):
    return command[command.index(name) + 1] if name in command else None


@pytest.fixture
def commands(tmp_path, monkeypatch):
    tools = StandIns(tmp_path / "stand-ins", monkeypatch, {"codesign": [{}]})
    app = make_app(tmp_path)
    identity = AppleIdentity(Identity("release", NAME, datetime.now(UTC)), "ABCDE12345", None)
    signer = AppleSigner(identity, "org.example.zoe")
    for entry in mac_plan(app).entries:
        signer.sign(entry)
    return tools.asked


@pytest.fixture
def asked(commands):
    return {Path(command[-1]).name: command for command in commands if "--sign" in command}


def test_macos_itself_is_asked_whether_the_finished_app_holds(commands):
    assert [command[1:-1] for command in commands if "--verify" in command] == [
        ["--verify", "--deep", "--strict", "--verbose=2"]
    ]
    assert "--verify" in commands[-1]


def test_everything_is_signed_by_the_identity_with_a_timestamp_and_the_hardened_runtime(asked):
    assert len(asked) == 11
    for command in asked.values():
        assert option(command, "--sign") == NAME
        assert option(command, "--options") == "runtime"
        assert "--timestamp" in command
        assert "--force" in command
        assert "--deep" not in command, "it would give everything the same entitlements"


def test_the_app_comes_last_and_its_loose_code_first(asked):
    order = list(asked)
    assert order[0] == "_json.so"
    assert order[-1].endswith(".app")
    assert order.index("server") < order.index("Electron Framework.framework") < order.index("Zoë Helper.app")


def test_programs_get_the_entitlements_of_their_kind_and_libraries_none(asked):
    given = {name: Path(option(command, "--entitlements") or "").stem for name, command in asked.items()}
    assert given["Zoë Helper (Renderer).app"] == "renderer"
    assert given["server"] == "backend"
    assert given["Zoë 测试.app"] == "app"
    for name in (
        "_json.so",
        "libpython.dylib",
        "libEGL.dylib",
        "Electron Framework.framework",
        "chrome_crashpad_handler",
    ):
        assert given[name] == ""


def test_loose_code_has_an_identifier_that_stays_the_same(asked):
    assert option(asked["server"], "--identifier") == "org.example.zoe.server"
    assert option(asked["libpython.dylib"], "--identifier") == "org.example.zoe.libpython"
    assert option(asked["Zoë Helper.app"], "--identifier") is None, "a bundle has its own"


def test_the_keychain_says_when_the_certificate_ends(tmp_path, monkeypatch):
    pem = (identity_folder("ours") / "signer.pem").read_text(encoding="ascii")
    StandIns(tmp_path / "stand-ins", monkeypatch, {"security": [{"out": pem}]})
    identity = keychain_identity(Path(sys.executable), {APPLE_IDENTITY: NAME})
    assert identity.team == "ABCDE12345"
    assert identity.identity == Identity("release", NAME, NOW + timedelta(days=365))


@pytest.mark.parametrize("name", ["Apple Development: Zoë (ABCDE12345)", "-", "Developer ID Application: Zoë"])
def test_a_certificate_that_apple_does_not_notarise_is_refused(name):
    with pytest.raises(BuildError) as refused:
        keychain_identity(Path(sys.executable), {APPLE_IDENTITY: name})
    assert refused.value.code == "apple-identity-unfit"
