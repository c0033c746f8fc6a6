"""Both ways with a signer that others wrote: what ours signs it reads as valid, what it signs our verifier accepts."""

import json
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from build.environment.release_env import ENV
from build.platforms import this_system, venv_executable
from build.preflight.apple import AppleExpected, check_app
from build.preflight.macho import is_code
from build.process import capture
from build.sign.macos.authority import TEST_TEAM, load
from build.sign.macos.timestamps import respond
from build.sign.plan import mac_plan, main_program
from tests.build.macapp import OURS, expected, identity_folder, make_app, root_of, signed_app
from tests.release.artifacts import COMMAND_S

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs Linux or macOS: an app has links")

FOREIGN = Path(__file__).with_name("foreign.py")


def foreign(*arguments):
    return capture([venv_executable(ENV, "python", this_system()), FOREIGN, *arguments], timeout=COMMAND_S)


def code_in(app):
    files = (path for path in app.rglob("*") if path.is_file() and not path.is_symlink())
    return [path for path in files if is_code(path) and "Versions/Current" not in path.as_posix()]


@pytest.fixture
def time_authority() -> Iterator[str]:
    """Our timestamp authority over HTTP, as Apple's is asked."""
    authority = load(identity_folder(OURS))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            query = self.rfile.read(int(self.headers["Content-Length"]))
            answer = respond(authority, query, datetime.now(UTC))
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *arguments):
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def test_what_ours_signs_the_other_reads_as_valid(tmp_path):
    app = signed_app(tmp_path)
    told = json.loads(foreign("read", *code_in(app)))
    assert len(told) == 11
    for name, seen in told.items():
        assert seen["kind"] == "macho", name
        assert seen["problems"] == [], name
        assert seen["verifies"] == [True] * len(seen["verifies"]), name
        assert all(seen["timed"]), name
        assert seen["timed"], name


def test_the_other_sees_a_changed_page_in_what_ours_signed(tmp_path):
    app = signed_app(tmp_path)
    library = app / "Contents/Resources/backend/lib/deep/_json.so"
    content = bytearray(library.read_bytes())
    content[9000] ^= 1
    library.write_bytes(content)
    assert json.loads(foreign("read", library))[str(library)]["problems"]


def test_what_the_other_signs_our_verifier_accepts(tmp_path, time_authority):
    app = make_app(tmp_path)
    folder = identity_folder(OURS)
    pem = tmp_path / "both.pem"
    pem.write_bytes((folder / "signer.key").read_bytes() + (folder / "signer.pem").read_bytes())
    foreign("sign", app, pem, TEST_TEAM, time_authority, json.dumps(scopes_of(app)))
    # The other puts in the signer's certificate alone: that one is what must be trusted.
    roots = frozenset({root_of(folder), root_of(folder, "signer.pem")})
    assert check_app(app, AppleExpected(replace(expected().trust, roots=roots))) == []


def scopes_of(app):
    """The entitlements of each path, in the other's words."""
    scopes = {}
    for entry in mac_plan(app).entries:
        path = main_program(entry.path) if entry.kind == "framework" else entry.path
        scopes["@main" if path == app else path.relative_to(app).as_posix()] = str(entry.entitlements or "")
    scopes["Contents/Resources/backend/server"] = ""
    return scopes
