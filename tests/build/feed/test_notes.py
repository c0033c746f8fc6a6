import pytest

from build.errors import BuildError
from build.feed.notes import release_notes
from build.paths import ROOT

CHANGELOG = """# Changelog

The format is that of [Keep a Changelog](https://keepachangelog.com/en/1.1.0/).

## [Unreleased]

### Added

- What comes next.

## [1.1.0] - 2026-11-30

### Added

- A search, asked for in [#12].

```markdown
## [9.9.9] - this is code
[code]: https://elsewhere.example
```

### Fixed

- Größe and 测试.

## [1.1.0-beta.1] - 2026-11-20

### Added

- A search, for the brave.

## [1.0.1] - 2026-10-01 [YANKED]

- It lost files.

## [1.0.0] - 2026-09-01

### Added

[unreleased]: https://elsewhere.example/compare/v1.1.0...HEAD
[#12]: https://elsewhere.example/issues/12
[#13]: https://elsewhere.example/issues/13
"""


def test_the_notes_are_the_versions_own_section_with_the_links_that_it_uses():
    assert release_notes(CHANGELOG, "1.1.0") == (
        "### Added\n\n- A search, asked for in [#12].\n\n```markdown\n## [9.9.9] - this is code\n"
        "[code]: https://elsewhere.example\n```\n\n### Fixed\n\n- Größe and 测试.\n\n"
        "[#12]: https://elsewhere.example/issues/12\n"
    )


def test_a_beta_has_notes_of_its_own():
    assert release_notes(CHANGELOG, "1.1.0-beta.1") == "### Added\n\n- A search, for the brave.\n"


@pytest.mark.parametrize(
    ("version", "code"),
    [
        ("1.2.0", "notes-missing"),
        ("1.1", "notes-missing"),
        ("9.9.9", "notes-missing"),
        ("1.0.0", "notes-empty"),
        ("1.0.1", "notes-yanked"),
    ],
)
def test_a_version_without_a_word_on_it_is_refused(version, code):
    with pytest.raises(BuildError) as caught:
        release_notes(CHANGELOG, version)
    assert caught.value.code == code


def test_two_sections_of_one_version_are_refused():
    with pytest.raises(BuildError, match=r"2 sections for 1\.1\.0-beta\.1"):
        release_notes(f"{CHANGELOG}\n## [1.1.0-beta.1]\n\n- Again.\n", "1.1.0-beta.1")


def test_a_test_may_take_what_is_not_released_yet_and_a_release_may_not():
    assert release_notes(CHANGELOG, "1.2.0", or_unreleased=True) == "### Added\n\n- What comes next.\n"
    assert "A search" in release_notes(CHANGELOG, "1.1.0", or_unreleased=True)


def test_our_own_changelog_can_be_read():
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert release_notes(changelog, "0.0.0", or_unreleased=True).startswith("### ")
