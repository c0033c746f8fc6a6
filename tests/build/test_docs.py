"""The documents say what is so: sessions, links, files, tests, and commands that something really runs."""

import ast
import json
import re
import subprocess
import tomllib

import pytest

from build.paths import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
README = ROOT / "README.md"

RUN_BY = {
    "python3 noxfile.py -s dev": "tests/build/test_readme_commands.py",
    "python3 noxfile.py -s dev -- --smoke": "tests/build/test_readme_commands.py",
    "python3 noxfile.py -s tests": ".ci/run",
    "python3 noxfile.py -s doctor": "tests/build/test_noxfile.py",
    "python3 noxfile.py -s lint": "build/commands/tests.py",
    "python3 noxfile.py -s unit": "build/commands/tests.py",
    "python3 noxfile.py -s e2e": "build/commands/tests.py",
    "python3 noxfile.py -s e2e -- security.spec.ts": "build/commands/tests.py",
    "python3 noxfile.py -s e2e -- --packaged": "build/commands/tests.py",
    "python3 noxfile.py -s package -- --dir": "build/commands/e2e.py",
    "python3 noxfile.py -s package -- --fast": "build/commands/tests.py",
    "python3 noxfile.py -s audit": "build/commands/tests.py",
    "python3 noxfile.py -s faults": "build/commands/tests.py",
    "python3 noxfile.py -s attacks": "build/commands/tests.py",
    "python3 noxfile.py -s bench -- compiled": "tests/build/bench/test_command.py",
    "python3 noxfile.py -s bench": "tests/build/bench/test_command.py",
    "python3 noxfile.py -s bench -- backend": "tests/build/bench/test_command.py",
    "pip install -e .": "tests/build/test_editable_install.py",
    "python -m backend --version": "tests/backend/server/test_process.py",
    "python -m backend --self-check": "tests/backend/server/test_self_check.py",
    "python3 noxfile.py -s compile": "build/commands/tests.py",
    "python3 noxfile.py -s verify": "build/commands/tests.py",
    "python3 noxfile.py -s release -- --test-identity": "build/commands/tests.py",
    "python3 noxfile.py -s keys": "tests/build/test_release_docs.py",
    "FEED=latest-linux.yml": "tests/build/test_release_docs.py",
    (
        """python3 -c "import json; print(json.load(open('$FEED.sig'))['signatures'][0]['signature'])" """
        "| base64 -d > signature"
    ): "tests/build/test_release_docs.py",
    'echo "$FEED_PUBLIC_KEY" | base64 -d > key': "tests/build/test_release_docs.py",
    "openssl pkeyutl -verify -pubin -keyform DER -inkey key -rawin -in $FEED -sigfile signature": (
        "tests/build/test_release_docs.py"
    ),
}
"""Every command of the documents, and what runs it; `tests` runs lint, unit, e2e and all trials as its parts."""


def sessions():
    """The names and one-line docstrings of the sessions, in the order of noxfile.py."""
    tree = ast.parse((ROOT / "noxfile.py").read_text(encoding="utf-8"))
    return {
        node.name: ast.get_docstring(node)
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.decorator_list
    }


def session_table():
    return "".join(f"| `{name}` | {summary} |\n" for name, summary in sessions().items())


def commands():
    """Every line of every shell block, with the page that holds it."""
    return [
        (page.relative_to(ROOT).as_posix(), line.strip())
        for page in PAGES
        for block in re.findall(r"```sh\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
        for line in block.splitlines()
        if line.strip()
    ]


def test_the_readme_has_the_table_of_sessions():
    assert f"|---|---|\n{session_table()}" in README.read_text(encoding="utf-8")


@pytest.mark.parametrize(("page", "command"), commands())
def test_every_command_is_run_by_something(page, command):
    assert command in RUN_BY, f"{page} shows a command that nothing runs"
    assert (ROOT / RUN_BY[command]).exists()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page):
    targets = re.findall(r"\]\((?!https?://)([^)#]+)[^)]*\)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_named_files_are_there(page):
    pattern = r"`((?:backend|build|electron|tests|docs|requirements)/[\w./-]*)`"
    names = re.findall(pattern, page.read_text(encoding="utf-8"))
    assert [name for name in names if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_named_sessions_exist(page):
    named = re.findall(r"(?:nox|noxfile\.py) -s (\w+)", page.read_text(encoding="utf-8"))
    assert set(named) <= {*sessions(), "release", "X"}


def test_every_item_of_the_security_checklist_names_a_test_that_exists():
    page = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    spec = (ROOT / "tests" / "e2e" / "security.spec.ts").read_text(encoding="utf-8")
    tests = set(re.findall(r"^test\('(.+?)'", spec, re.MULTILINE))
    items = re.findall(r"^\| (\d+) [^|]+\| [^|]+\| (?:`([^`]+)`)? *\|$", page, re.MULTILINE)
    assert [int(number) for number, _ in items] == list(range(1, 21))
    assert [number for number, name in items if not name] == []
    assert {name for _, name in items} <= tests


def test_every_decision_is_numbered_and_told_in_three_parts():
    records = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    assert [record.name[:3] for record in records] == [f"{number:03}" for number in range(1, len(records) + 1)]
    for record in records:
        text = record.read_text(encoding="utf-8")
        assert re.match(rf"# {record.name[:3]}: ", text)
        assert re.findall(r"^## (\w+)", text, re.MULTILINE)[:3] == ["Context", "Decision", "Consequences"]


def test_nothing_but_product_json_names_the_product():
    command = [
        "git",
        "ls-files",
        "-z",
        "backend",
        "build",
        "electron",
        "electron-builder.json",
        "noxfile.py",
        "vite.config.ts",
    ]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, encoding="utf-8").stdout
    files = [ROOT / name for name in listed.split("\0") if name and not name.endswith(".png")]
    # The names of the protocol and of our table in pyproject.toml, which stay when the product is renamed.
    texts = {path: path.read_text(encoding="utf-8") for path in files if path.exists()}
    named = {path: re.sub(r"armature\.v1|tool\.armature", "", text).lower() for path, text in texts.items()}
    assert [path for path, text in named.items() if "armature" in text] == []


def test_every_dependency_has_its_reason():
    record = (ROOT / "docs" / "decisions" / "014-dependencies.md").read_text(encoding="utf-8")
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = pyproject["dependency-groups"].values()
    requirements = [*pyproject["project"]["dependencies"], *(line for group in groups for line in group)]
    python = {re.split(r"[<>=;\[ ]", line)[0] for line in requirements if isinstance(line, str)}
    manifest = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    needed = python | manifest["dependencies"].keys() | manifest["devDependencies"].keys()
    assert {name for name in needed if f"`{name}`" not in record} == set()
