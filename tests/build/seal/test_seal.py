"""`python -m build.seal`: what it makes of a stage, and when it refuses."""

import hashlib
import re
import subprocess
from pathlib import Path

import pytest

from backend.assets.key import EmbeddedKey
from backend.assets.pack import MOST_ASSET_BYTES
from build.compile.settings import read_settings
from build.errors import BuildError
from build.paths import PYPROJECT, ROOT
from build.seal.gather import gather
from tests.backend.assets.packs import build, seal_of
from tests.build.seal.stages import contents, make_stage, run_seal, sealed

SECRET = "correct horse battery staple, forty bytes"


@pytest.fixture
def small(tmp_path):
    """Return a function that makes a stage of one package with the given files, and gathers by one pattern."""

    def gathered(files, *patterns):
        for name, content in {"acme/__init__.py": b"", **files}.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_bytes(content)
        return gather(tmp_path, patterns or ["**/*.md"])

    return gathered


def refusal(action):
    with pytest.raises(BuildError) as raised:
        action()
    assert raised.value.remedy
    return raised.value


def test_a_stage_keeps_its_code_and_loses_its_texts(tmp_path):
    stage = make_stage(tmp_path / "stage")
    before = contents(stage)
    report = sealed(stage)
    after = contents(stage)
    gone = {name for name in before if name not in after}
    assert gone == {f"{package}/{name}" for package, names in report["assets"].items() for name in names}
    assert {Path(name).suffix for name in gone} == {".md", ".toml"}
    assert not [name for name in after if name.endswith((".md", ".toml"))]
    assert {name: after[name] for name in before if name in after} == {
        name: content for name, content in before.items() if name not in gone
    }
    assert {name for name in after if name not in before} == {
        "assets.pack",
        *(f"backend/assets/{name}" for name in report["modules"]),
    }
    assert not (stage / "backend" / "agents" / "prompts").exists()


def test_the_report_says_what_was_done(tmp_path):
    stage = make_stage(tmp_path / "stage")
    report = sealed(stage)
    pack = (stage / "assets.pack").read_bytes()
    assert report["assets"]["acme_agents"] == ["definitions/order_desk.toml", "prompts/order-desk.md"]
    assert "agents/prompts/assistant.md" in report["assets"]["backend"]
    assert report["count"] == sum(map(len, report["assets"].values()))
    assert (report["bytes"], report["sha256"]) == (len(pack), hashlib.sha256(pack).hexdigest())
    assert report["plain_bytes"] > 1000
    assert report["vendor_secret"] is False


def test_the_same_stage_gives_the_same_bytes_in_another_folder(tmp_path):
    first, second = make_stage(tmp_path / "first"), make_stage(tmp_path / "Zoë 测试")
    sealed(first)
    sealed(second)
    assert contents(first) == contents(second)


def test_any_other_input_gives_another_key(tmp_path):
    first, second = make_stage(tmp_path / "first"), make_stage(tmp_path / "second")
    with (second / "backend" / "errors.py").open("a", encoding="utf-8") as module:
        module.write("\n")
    assert sealed(first)["bytes"] == sealed(second)["bytes"]
    packs = [(stage / "assets.pack").read_bytes() for stage in (first, second)]
    header = packs[0].index(b"]}") + 2
    assert packs[0][:header] == packs[1][:header]
    assert packs[0][header : header + 16] != packs[1][header : header + 16]


def test_the_vendors_secret_goes_into_the_key_and_nowhere_else(tmp_path):
    file = tmp_path / "secret"
    file.write_text(f"{SECRET}\n", encoding="utf-8")
    plain, secret = make_stage(tmp_path / "plain"), make_stage(tmp_path / "secret-stage")
    sealed(plain)
    report = sealed(secret, SEAL_SECRET_FILE=str(file))
    assert report["vendor_secret"] is True
    assert report["sha256"] != hashlib.sha256((plain / "assets.pack").read_bytes()).hexdigest()
    seen = b"".join([*contents(secret).values(), repr(report).encode()])
    assert not [word for word in (SECRET.encode(), SECRET.encode().hex().encode(), str(file).encode()) if word in seen]


@pytest.mark.parametrize("content", [None, b"", b"too short to be one"])
def test_a_secret_that_is_none_is_refused(content, tmp_path):
    stage = make_stage(tmp_path / "stage")
    before = contents(stage)
    if content is not None:
        (tmp_path / "secret").write_bytes(content)
    done = run_seal(stage, tmp_path / "pack", SEAL_SECRET_FILE=str(tmp_path / "secret"))
    assert done.returncode == 1
    assert "[seal-secret]" in done.stderr
    assert "remedy:" in done.stderr
    assert contents(stage) == before


def test_a_stage_is_sealed_once(tmp_path):
    stage = make_stage(tmp_path / "stage")
    sealed(stage)
    before = contents(stage)
    done = run_seal(stage, stage / "assets.pack")
    assert (done.returncode, done.stdout) == (1, "")
    assert "[seal-stage]" in done.stderr
    assert contents(stage) == before


def test_a_stage_without_a_product_is_refused(tmp_path):
    stage = make_stage(tmp_path / "stage")
    (stage / "backend" / "product.json").unlink()
    done = run_seal(stage, stage / "assets.pack")
    assert done.returncode == 1
    assert "product.json" in done.stderr
    assert (stage / "backend" / "agents" / "prompts" / "assistant.md").exists()


def test_neither_the_key_nor_a_share_stands_in_a_module():
    built = build(secret=SECRET.encode())
    seal, text = seal_of(built), "".join(built.modules.values())
    for digest in (b"\0" * 32, hashlib.sha256(b"x").digest()):
        material = EmbeddedKey(seal.shares).material(digest)
        assert len(material) == 32 * len(seal.shares)
        words = [int.from_bytes(material[start : start + 8], "little") for start in range(0, len(material), 8)]
        assert not [word for word in words if f"{word:x}" in text or str(word) in text]
    assert len({share(b"\0" * 32) for share in seal.shares}) == len(seal.shares)


def test_no_two_builds_have_a_share_in_common():
    ours, theirs = seal_of(build(inputs=b"one")), seal_of(build(inputs=b"two"))
    digest = hashlib.sha256(b"x").digest()
    assert not {share(digest) for share in ours.shares} & {share(digest) for share in theirs.shares}


def test_the_shares_of_two_builds_are_the_same_steps_with_constants_of_the_same_length():
    """Machine code of another length would move all that lies behind it, and an update would fetch it again."""
    ours, theirs = build(inputs=b"one").modules, build(inputs=b"two").modules
    constants = re.compile("0x[89a-f][0-9a-f]{15}")
    for name in (name for name in ours if name != "sealed.py"):
        assert ours[name] != theirs[name]
        assert constants.sub("", ours[name]) == constants.sub("", theirs[name])


def test_what_the_project_seals_is_all_that_is_not_code():
    """A new text must not ship in the clear because nobody thought of the list."""
    patterns = read_settings(PYPROJECT).sealed
    listed = subprocess.run(
        ["git", "ls-files", "-z", "backend"], cwd=ROOT, capture_output=True, check=True, encoding="utf-8"
    ).stdout
    texts = {ROOT / name for name in listed.split("\0") if name and not name.endswith(".py") and (ROOT / name).exists()}
    assert texts
    assert texts <= {path for pattern in patterns for path in (ROOT / "backend").glob(pattern)}


def test_a_project_that_does_not_say_what_to_seal_is_refused(tmp_path):
    error = refusal(lambda: gather(tmp_path, []))
    assert "does not say what is to be sealed" in error.message


def test_what_is_gathered_is_sorted_and_named_from_its_package(small):
    found = small(
        {"acme/b/x.md": b"X", "acme/a.md": b"A\r\nB", "zeta/__init__.py": b"", "zeta/a.md": b"Z", "a.md": b"-"}
    )
    assert [(one.package, one.name, one.text) for one in found] == [
        ("acme", "a.md", "A\nB"),
        ("acme", "b/x.md", "X"),
        ("zeta", "a.md", "Z"),
    ]


def test_a_pattern_that_matches_nothing_is_refused(small):
    error = refusal(lambda: small({"acme/a.md": b"A"}, "**/*.md", "prompts/*.txt"))
    assert error.code == "seal-pattern"
    assert "prompts/*.txt" in error.message


@pytest.mark.parametrize(
    ("files", "patterns", "why"),
    [
        ({"acme/a.md": b"\xff"}, ["*.md"], "not text in UTF-8"),
        ({"acme/a.md": b"a\0b"}, ["*.md"], "zero byte"),
        ({"acme/a.md": b"a" * (MOST_ASSET_BYTES + 1)}, ["*.md"], f"more than {MOST_ASSET_BYTES} bytes"),
        ({"acme/a.md": b"A"}, ["*.md", "a.*"], r"matched twice, the second time by a\.\*"),
        ({"acme/a.md": b"A"}, ["*"], "Python code"),
        ({"acme/é.md": b"A", "acme/e\u0301.md": b"B"}, ["*.md"], "differs from another only in case or accents"),
    ],
)
def test_what_is_no_asset_is_refused(files, patterns, why, small):
    error = refusal(lambda: small(files, *patterns))
    assert error.code == "seal-asset"
    assert re.search(why, error.message)


def test_a_link_is_refused(small, tmp_path):
    (tmp_path / "acme").mkdir()
    (tmp_path / "outside").write_text("not the vendor's", encoding="utf-8")
    (tmp_path / "acme" / "a.md").symlink_to(tmp_path / "outside")
    assert "is a link" in refusal(lambda: small({})).message


def test_a_pack_that_would_be_felt_at_every_start_is_refused():
    noise = {("acme", f"{number}.md"): hashlib.shake_256(bytes([number])).hexdigest(500_000) for number in range(40)}
    assert refusal(lambda: build(noise)).code == "seal-size"
