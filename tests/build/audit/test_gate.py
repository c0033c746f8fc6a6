"""The gate as a whole: its exit codes, its report, and the same backend as PyInstaller would ship it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from backend.assets.pack import MAGIC
from build.audit.__main__ import audit_payload
from build.audit.collect import collect
from build.audit.gate import APP_REPORT, REPORT
from build.audit.needles import Kind
from build.audit.pages import REMEDIES, page, table
from build.audit.search import Search
from build.commands.audit import audit_parts
from build.environment.node_runtime import prepare_node
from build.frozen import frozen_backend
from build.paths import ROOT
from build.seal.secret import VARIABLE
from build.unprivileged import as_user
from build.workbench import Workbench
from tests.build.audit.world import ASSET, MODULE, SECRETS, checkout, module_bytecode, nuitka_blob, zipped


@pytest.fixture
def root(tmp_path):
    return checkout(tmp_path / "checkout")


@pytest.fixture
def payload(root):
    folder = root / "dist" / "Zoë 测试"
    folder.mkdir(parents=True)
    (folder / "program").write_bytes(nuitka_blob(b"aweigh_offers\0uThe offer could not be read: try again.\0", count=2))
    return folder


def run(root, payload, report):
    command = [sys.executable, "-m", "build.audit", payload, "--report", report, "--source", root]
    # An ordinary user is told of what root would read all the same.
    ordinary = as_user(command)
    return subprocess.run(ordinary, cwd=ROOT, capture_output=True, check=False, encoding="utf-8", env=dict(os.environ))


def test_a_clean_payload_passes_and_the_report_says_what_was_done(root, payload, tmp_path):
    result = run(root, payload, tmp_path / "report.json")
    assert result.returncode == 0, result.stdout + result.stderr
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert report["payload"] == "dist/Zoë 测试"
    assert report["verdict"] == "clean"
    assert report["searched"]["files"] == 1
    assert report["recovered"] == {
        "modules": 0,
        "of": 4,
        "definitions": 0,
        "definitions_of": 3,
        "prompts": 0,
        "prompts_of": 1,
    }
    assert report["stays_readable"] == {
        "modules": ["backend.deals.haggler"],
        "identifiers": 1,
        "texts": 1,
        "messages": {"backend.deals.haggler": ["The offer could not be read: try again."]},
    }
    assert "weigh_offers" not in (tmp_path / "report.md").read_text(encoding="utf-8")


def test_a_leak_fails_with_its_place_and_the_remedy(root, payload, tmp_path):
    (payload / "notes.zip").write_bytes(zipped(f"print(1)\n{SECRETS['AWS access key']}".encode()))
    result = run(root, payload, tmp_path / "report.json")
    assert result.returncode == 1
    assert "notes.zip!inside/data.bin at 0x9: AKIAQZ… (20 characters)" in result.stdout
    assert "revoke it" in result.stdout
    assert SECRETS["AWS access key"] not in (tmp_path / "report.json").read_text(encoding="utf-8")


def test_what_cannot_be_opened_fails_too(root, payload, tmp_path):
    (payload / "broken.zip").write_bytes(zipped(b"text" * 100)[:-30])
    result = run(root, payload, tmp_path / "report.json")
    assert result.returncode == 1
    assert "not searched: broken.zip (zip)" in result.stdout


def test_names_of_files_are_searched(root, payload):
    (payload / "backend" / "deals").mkdir(parents=True)
    (payload / "backend" / "deals" / "haggler.py").write_text("", encoding="utf-8")
    (finding,) = audit_payload(root, payload)["findings"]["list"]
    assert (finding["kind"], finding["where"]) == ("path of the source tree", "backend/deals/haggler.py (its name)")


def test_names_of_tests_and_tooling_are_searched(root, payload):
    for name in ("tests/build/test_deals.py", "build/tools/haggle.py", "tests/e2e/deals.spec.ts"):
        for top in (root, payload):
            (top / name).parent.mkdir(parents=True, exist_ok=True)
            (top / name).write_text("", encoding="utf-8")
    report = audit_payload(root, payload)
    assert report["findings"]["counts"] == {"path of the source tree": 3}
    assert report["recovered"]["of"] == 4


def test_where_links_lead_is_searched(root, payload):
    (payload / "lib").symlink_to(root / "dist" / "lib")
    (finding,) = audit_payload(root, payload)["findings"]["list"]
    assert (finding["kind"], finding["where"]) == ("path of the build machine", "lib (where it leads)")


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux: elsewhere every name is Unicode")
def test_a_name_that_is_no_text_can_be_told(root, payload, tmp_path):
    (payload / os.fsdecode(b"caf\xe9.txt")).write_text(SECRETS["AWS access key"], encoding="utf-8")
    result = run(root, payload, tmp_path / "report.json")
    assert result.returncode == 1
    assert "caf\\udce9.txt at 0x0: AKIAQZ…" in result.stdout
    assert "Traceback" not in result.stderr


def test_a_file_that_cannot_be_read_is_told(root, payload):
    search = Search(collect(root))
    search.file(payload / "gone", "gone")
    assert search.result.ledger.not_searched == {"gone": "it cannot be read: No such file or directory"}


@pytest.mark.skipif(sys.platform == "win32", reason="needs Linux or macOS: Windows has no modes of folders")
def test_a_folder_that_cannot_be_read_is_told(root, payload, tmp_path):
    (payload / "closed").mkdir(mode=0o000)
    result = run(root, payload, tmp_path / "report.json")
    (payload / "closed").chmod(0o700)
    assert result.returncode == 1
    told = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert told["not_searched"] == [{"where": "closed", "why": "it cannot be read: Permission denied"}]
    assert told["verdict"] == "incomplete"


def test_each_payload_has_a_report_of_its_own(tmp_path):
    bench = Workbench(Path(sys.executable), prepare_node(), Path())
    (backend,), (app,) = audit_parts(bench), audit_parts(bench, tmp_path, APP_REPORT)
    assert REPORT in backend.command
    assert APP_REPORT in app.command
    assert REPORT not in app.command


def test_the_session_says_what_to_do_where_nothing_was_built(tmp_path):
    command = [sys.executable, "-m", "build", "audit", str(tmp_path / "nothing")]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, encoding="utf-8")
    assert result.returncode == 1
    assert "remedy: Build it first: `nox -s compile`." in result.stderr


@pytest.mark.parametrize("missing", ["nothing", "empty"])
def test_nothing_to_search_is_an_error(root, tmp_path, missing):
    (tmp_path / "empty").mkdir()
    result = run(root, tmp_path / missing, tmp_path / "report.json")
    assert result.returncode == 1
    assert "nox -s compile" in result.stderr
    assert not (tmp_path / "report.json").exists()


def test_source_and_bytecode_and_prompts_count_as_recovered(root, payload):
    (payload / "haggler.py").write_text(MODULE, encoding="utf-8")
    (payload / "haggler.txt").write_text(ASSET, encoding="utf-8")
    assert audit_payload(root, payload)["recovered"]["modules"] == 1
    (payload / "haggler.py").write_bytes(module_bytecode())
    recovered = audit_payload(root, payload)["recovered"]
    assert (recovered["modules"], recovered["definitions"], recovered["prompts"]) == (1, 3, 1)


def test_lines_that_open_source_has_too_are_no_leaks(root, payload):
    line = "return self._get_socket().recv_into(buffer, nbytes, flags)"
    everybodys = "with contextlib.suppress(FileNotFoundError):"
    text = f"def f():\n    {line}\n    {everybodys}\n"
    (root / "backend" / "more.py").write_text(f"def f(self):\n    {everybodys}\n        {line}\n", encoding="utf-8")
    (payload / "theirs.txt").write_text(text, encoding="utf-8")
    found = audit_payload(root, payload)["findings"]
    assert [finding["what"] for finding in found["list"]] == [line]
    assert found["shared_with_open_source"] == 1


def test_the_page_and_the_table_tell_every_kind(root, payload):
    (payload / "haggler.py").write_text(MODULE + ASSET, encoding="utf-8")
    report = audit_payload(root, payload)
    for kind in report["findings"]["counts"]:
        assert f"x {kind}: " in table(report)
    assert "| prompts and other sealed assets | 1 | 1 |" in page(report)


def test_every_kind_has_its_remedy_and_its_place_in_the_document():
    document = (ROOT / "docs" / "ip-protection.md").read_text(encoding="utf-8")
    assert {kind.value for kind in Kind} == REMEDIES.keys()
    assert [kind.value for kind in Kind if f"`{kind.value}`" not in document] == []


def test_a_sealed_pack_is_named_as_what_cannot_be_read(root, payload):
    (payload / "assets.pack").write_bytes(MAGIC + bytes(range(256)))
    report = audit_payload(root, payload)
    assert report["searched"]["sealed"] == ["assets.pack"]
    assert "- assets.pack" in page(report)


def test_a_key_in_a_sealed_asset_is_a_leak(root, payload):
    prompt = root / "backend" / "deals" / "prompts" / "haggler.md"
    prompt.write_text(f"{ASSET}Use {SECRETS['AWS access key']} to pay.\n", encoding="utf-8")
    assert audit_payload(root, payload)["verdict"] == "clean"
    (payload / "assets.pack").write_bytes(MAGIC + bytes(range(256)))
    (finding,) = audit_payload(root, payload)["findings"]["list"]
    assert finding["where"] == "assets.pack!backend/deals/prompts/haggler.md"
    assert finding["origin"] == "AWS access key, in a sealed asset"


def test_the_vendors_secret_is_looked_for(root, payload, tmp_path, monkeypatch):
    (tmp_path / "secret").write_text("plain words that no pattern would take for one", encoding="utf-8")
    (payload / "notes.txt").write_text("plain words that no pattern would take for one", encoding="utf-8")
    monkeypatch.setenv(VARIABLE, str(tmp_path / "secret"))
    result = run(root, payload, tmp_path / "report.json")
    assert result.returncode == 1
    assert "notes.txt at 0x0: plain … (46 characters)" in result.stdout


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("backend/broken.py", b"def f(:\n"),
        ("backend/broken.py", b"word = '\xff'\n"),
        ("backend/broken.py", b"word = '\0'\n"),
        ("backend/deals/prompts/broken.md", b"\xff\xfe"),
    ],
)
def test_source_that_cannot_be_read_is_an_error(root, payload, tmp_path, name, content):
    (root / name).write_bytes(content)
    result = run(root, payload, tmp_path / "report.json")
    assert result.returncode == 1
    (error,) = [line for line in result.stderr.splitlines() if line.startswith("error: ")]
    assert "broken." in error
    assert error.endswith("[source-unreadable]")


def test_the_canary_of_the_build_is_named(root, payload):
    assert audit_payload(root, payload)["collected"]["canary"] is None
    (root / "dist" / "compile-report.json").write_text('{"canary": "never-ships-1"}', encoding="utf-8")
    assert audit_payload(root, payload)["collected"]["canary"] == "never-ships-1"


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_of_the_backend_frozen_by_pyinstaller_everything_is_recovered():
    folder = frozen_backend(onefile=False).parent
    report = audit_payload(ROOT, folder)
    recovered = report["recovered"]
    assert recovered["modules"] == recovered["of"] > 100
    assert recovered["prompts"] == recovered["prompts_of"] > 0
    assert report["verdict"] == "leaks"
    assert report["not_searched"] == []
    assert {"docstring", "sealed asset", "bytecode of the vendor", "path of the source tree"} <= report["findings"][
        "counts"
    ].keys()
