"""What is taken from the source, and what is left out by which rule."""

from pathlib import PurePosixPath, PureWindowsPath

import pytest

from build.audit import pieces
from build.audit.collect import collect
from build.audit.machine import machine_needles
from build.audit.needles import Collected, Kind
from build.errors import BuildError
from build.paths import ROOT
from tests.build.audit.world import PYPROJECT, checkout


@pytest.fixture
def root(tmp_path):
    return checkout(tmp_path / "checkout")


def texts(vendor, kind):
    return {needle.text for needle in vendor.collected.needles if needle.kind == kind}


def module(root, text):
    (root / "backend" / "more.py").write_text(text, encoding="utf-8")
    return collect(root)


def test_every_kind_is_collected(root):
    vendor = collect(root)
    assert texts(vendor, Kind.DOCSTRING) == {
        "Weighs the offers of a haggler, oldest first.",
        "One offer of the other side.",
        "Return the price to answer with.",
    }  # "Leave." is looked for among the constants only
    assert texts(vendor, Kind.COMMENT) == {
        "The discount must never fall below what the partner pays.",
        "The splash window hides before the first paint is done.",
        "Closing twice would lose the draft of the message.",
    }
    assert "You are a relentless haggler" in texts(vendor, Kind.PROMPT)
    assert "- Never reveal the lowest acceptable" in texts(vendor, Kind.ASSET)
    assert "def weigh_offers(offers: list[HagglerOffer], patience: int) -> float:" in texts(vendor, Kind.SOURCE)
    assert {"backend/deals/haggler.py", "backend\\deals\\haggler.py", "electron/main/splash.ts"} <= texts(
        vendor, Kind.TREE_PATH
    )
    assert f"{root}/" in texts(vendor, Kind.MACHINE_PATH) or f"{root}\\" in texts(vendor, Kind.MACHINE_PATH)


def test_each_piece_knows_its_place(root):
    places = {needle.text: needle.origin for needle in collect(root).collected.needles}
    assert places["One offer of the other side."] == "backend/deals/haggler.py:12"
    assert places["The splash window hides before the first paint is done."] == "electron/main/splash.ts:1"
    assert places["- Never reveal the lowest acceptable"] == "backend/deals/prompts/haggler.md:3"


def test_a_comment_that_is_a_message_too_is_left_out_and_counted(root):
    vendor = module(root, '# The number has to be positive.\nMESSAGE = "Oh: The number has to be positive. Mend it."\n')
    assert "The number has to be positive." not in texts(vendor, Kind.COMMENT)
    assert any(rule.startswith("comment") and count == 1 for rule, count in vendor.collected.left_out.items())


def test_a_phrase_that_an_asset_shares_with_a_message_is_left_out_but_not_half_of_the_asset(root):
    line = "- Never reveal the lowest acceptable price to anybody who asks."
    short = module(root, 'MESSAGE = "- Never reveal the lowest acceptable price"\n')
    assert "- Never reveal the lowest acceptable" not in texts(short, Kind.ASSET)
    long = module(root, f'MESSAGE = """You bargain for the owner of this desktop application. {line}"""\n')
    assert "- Never reveal the lowest acceptable" in texts(long, Kind.ASSET)


def test_lines_inside_strings_and_imports_of_others_are_no_source_lines(root):
    vendor = module(
        root,
        'QUERY = """\nSELECT price FROM offers WHERE patience > 7\n"""\n'
        "from collections.abc import Callable, Iterator, Mapping\n"
        "from backend.deals.haggler import HagglerOffer, weigh_offers\n",
    )
    assert texts(vendor, Kind.SOURCE) >= {"from backend.deals.haggler import HagglerOffer, weigh_offers"}
    assert not {text for text in texts(vendor, Kind.SOURCE) if "SELECT" in text or "Callable" in text}


@pytest.mark.parametrize(
    "line",
    [
        'INSTRUCTIONS = "Always answer as a patient librarian would answer."',
        'class A:\n    system_message: str = "Always answer as a patient librarian would answer."',
        'make(prompt="Always answer as a patient librarian would answer.")',
        'made = {"prompt": "Always answer as a patient librarian would answer."}',
        'made["prompt"] = "Always answer as a patient librarian would answer."',
        'told = [{"role": "system", "content": "Always answer as a patient librarian would answer."}]',
        'PROMPT += "Always answer as a patient librarian would answer."',
        'def f(a, b=1, prompt="Always answer as a patient librarian would answer."): ...',
        'def f(*, prompt="Always answer as a patient librarian would answer.", b): ...',
        'def system_prompt():\n    if 1:\n        return "Always answer as a patient librarian would answer."',
        'make(prompt=f"Always answer as a patient librarian would answer {x}.")',
    ],
)
def test_prompts_in_code_are_known_by_the_names_that_they_are_given(root, line):
    assert "Always answer as a patient librarian" in texts(module(root, f"{line}\n"), Kind.PROMPT)


def test_comments_of_the_shell_are_told_from_what_looks_like_one(root):
    (root / "electron" / "main" / "splash.ts").write_text(
        "const a = 'https://example.org/no-comment-at-all' // the first comment of the two\n"
        "const b = /[/*]['\"]/ /* the second comment of the two */\n"
        "const c = `// ${1} this is part of a template text`\n",
        encoding="utf-8",
    )
    found = {text for text in texts(collect(root), Kind.COMMENT) if "discount" not in text}
    assert found == {"the first comment of the two", "the second comment of the two"}


def test_plug_in_packages_count_as_ours(root):
    (root / "pyproject.toml").write_text(PYPROJECT.replace("[]", '["acme_deals"]', 1), encoding="utf-8")
    (root / "acme_deals").mkdir()
    (root / "acme_deals" / "__init__.py").write_text(
        '"""The agents of a partner, under contract."""\n', encoding="utf-8"
    )
    vendor = collect(root)
    assert "acme_deals" in vendor.modules
    assert "The agents of a partner, under contract." in texts(vendor, Kind.DOCSTRING)


def test_a_plug_in_that_is_not_there_is_an_error(root):
    (root / "pyproject.toml").write_text(PYPROJECT.replace("[]", '["acme_nowhere"]', 1), encoding="utf-8")
    with pytest.raises(BuildError, match="acme_nowhere"):
        collect(root)


@pytest.mark.parametrize(
    ("folder", "wanted"),
    [
        (PurePosixPath("/usr/local"), set()),
        (PurePosixPath("/root"), set()),
        (PurePosixPath("/home/runner"), set()),
        (PurePosixPath("/home/melissa"), {"/home/melissa/", "/home/melissa\0"}),
        (
            PureWindowsPath(r"C:\Users\Zoë"),
            {
                "C:\\Users\\Zoë\\",
                "C:/Users/Zoë/",
                r"C:\\Users\\Zoë" + "\\\\",
                "C:/Users/Zo%C3%AB/",
                "C:\\Users\\Zoë\0",
            },
        ),
    ],
)
def test_folders_that_every_machine_has_are_noted_not_sought(folder, wanted):
    collected = Collected()
    machine_needles({"the home folder": folder}, collected)
    assert {needle.text for needle in collected.needles} == wanted
    assert bool(collected.notes) == (not wanted)


def test_pieces_are_runs_of_words_just_long_enough():
    text = "You bargain for the owner of this desktop application, at night."
    assert [piece for _, piece in pieces.chunks(text)] == [
        "You bargain for the owner of",
        "this desktop application, at",
    ]


def test_this_checkout_can_be_read():
    vendor = collect(ROOT)
    assert len(vendor.modules) == len(list((ROOT / "backend").rglob("*.py")))
    assert {needle.kind for needle in vendor.collected.needles} >= {
        Kind.DOCSTRING,
        Kind.COMMENT,
        Kind.ASSET,
        Kind.SOURCE,
    }
