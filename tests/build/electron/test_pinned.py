"""The installer of Electron's npm package, real, against a mirror on this machine."""

import hashlib
import io
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from build.electron import pinned
from build.environment.node_runtime import prepare_node
from build.errors import BuildError, ToolFailedError
from build.paths import WORK
from build.progress import step

VERSION = pinned.pinned_version()
ZIP_NAME = f"electron-v{VERSION}-win32-x64.zip"


def electron_zip():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("version", VERSION)
        archive.writestr("electron.exe", b"MZ")
    return buffer.getvalue()


class Mirror(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, files):
        super().__init__(("127.0.0.1", 0), MirrorHandler)
        self.files = files
        self.released = threading.Event()


class MirrorHandler(BaseHTTPRequestHandler):
    server: Mirror

    def do_GET(self):
        files = self.server.files
        name = self.path.rsplit("/", 1)[-1]
        if name not in files:
            self.send_error(404)
            return
        if files[name] is None:
            self.server.released.wait(30)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(files[name])))
        self.end_headers()
        self.wfile.write(files[name])

    def log_message(self, *arguments):
        del arguments


@pytest.fixture
def mirror(monkeypatch, tmp_path):
    archive = electron_zip()
    sums = f"{hashlib.sha256(archive).hexdigest()} *{ZIP_NAME}\n".encode()
    server = Mirror({ZIP_NAME: archive, "SHASUMS256.txt": sums})
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.setenv("ELECTRON_MIRROR", f"http://127.0.0.1:{server.server_port}/")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("electron_config_cache", str(tmp_path / "cache"))
    monkeypatch.setenv("electron_use_remote_checksums", "1")
    with TemporaryDirectory(dir=WORK, prefix="Zoë 测试 ") as folder:
        monkeypatch.setattr(pinned, "ELECTRON_DIR", Path(folder))
        yield server
    server.released.set()
    server.shutdown()
    server.server_close()
    thread.join()


def download():
    with step("download") as current:
        return pinned.download_pinned("win32-x64", prepare_node(), current)


def test_the_pinned_electron_of_any_target_is_fetched_and_unpacked(mirror):
    folder = download()
    assert (folder / "electron.exe").read_bytes() == b"MZ"
    pinned.discard_download("win32-x64")
    assert not folder.exists()


def test_a_file_that_is_not_as_published_is_refused(mirror):
    mirror.files["SHASUMS256.txt"] = f"{'0' * 64} *{ZIP_NAME}\n".encode()
    with pytest.raises(ToolFailedError):
        download()


def test_a_download_that_stalls_is_given_up(mirror, monkeypatch):
    mirror.files[ZIP_NAME] = None
    monkeypatch.setattr(pinned, "STALL_SECONDS", 1.0)
    with pytest.raises(BuildError) as caught:
        download()
    assert caught.value.code == "electron-stalled"
