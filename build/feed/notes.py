"""The release notes of a version: its section of CHANGELOG.md, whose format is that of Keep a Changelog 1.1.0."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from build.errors import BuildError

UNRELEASED: Final = "Unreleased"

_HEADING: Final = re.compile(r"## \[(?P<name>[^\]]+)\](?: - \d{4}-\d{2}-\d{2})?(?P<yanked> \[YANKED\])?\s*")
_FENCE: Final = re.compile(r" {0,3}(```+|~~~+)")
_DEFINITION: Final = re.compile(r"\[(?P<label>[^\]]+)\]:\s+\S+.*")


@dataclass(frozen=True)
class Section:
    """One version of a changelog.

    Attributes:
        name: the version, or ``Unreleased``.
        yanked: whether its heading says that it was taken back.
        text: what is below the heading, in Markdown.
    """

    name: str
    yanked: bool
    text: str


def release_notes(changelog: str, version: str, *, or_unreleased: bool = False) -> str:
    """What is new in a version, in Markdown.

    Args:
        changelog: all of it.
        version: whose section is wanted.
        or_unreleased: take the section "Unreleased" where the version has none, as a test may.

    Raises:
        BuildError: there is no such section, it is there twice, says nothing or was taken back.
    """
    sections, definitions = _read(changelog)
    names = [section.name for section in sections]
    wanted = UNRELEASED if or_unreleased and version not in names else version
    found = [section for section in sections if section.name == wanted]
    heading = f"## [{version}] - YYYY-MM-DD"
    if not found:
        raise _refusal("missing", f"CHANGELOG.md has no section for {version}.", f"Write it below `{heading}`.")
    if len(found) > 1:
        raise _refusal("twice", f"CHANGELOG.md has {len(found)} sections for {wanted}.", "Make them one.")
    section = found[0]
    if section.yanked:
        raise _refusal("yanked", f"CHANGELOG.md says that {version} was taken back.", "Release another version.")
    if not _says_something(section.text):
        raise _refusal("empty", f"The section for {wanted} in CHANGELOG.md says nothing.", "Say what is new in it.")
    used = [line for label, line in definitions.items() if f"[{label}]" in section.text.lower()]
    return "\n".join([section.text.strip(), *([""] if used else []), *used]) + "\n"


def _read(changelog: str) -> tuple[list[Section], dict[str, str]]:
    """The sections in their order, and the link definitions (lines) by their labels in lower case."""
    sections: list[Section] = []
    definitions: dict[str, str] = {}
    lines: list[str] = []
    heading: re.Match[str] | None = None
    for line, is_code in _lines(changelog):
        definition = None if is_code else _DEFINITION.fullmatch(line)
        if definition:
            definitions[definition["label"].lower()] = line
        elif not is_code and line.startswith("## "):
            sections += _section(heading, lines)
            heading, lines = _HEADING.fullmatch(line), []
        else:
            lines.append(line)
    return [*sections, *_section(heading, lines)], definitions


def _lines(text: str) -> Iterator[tuple[str, bool]]:
    """Each line, and whether it belongs to a block of code."""
    fence = ""
    for line in text.splitlines():
        mark = _FENCE.match(line)
        if fence:
            yield line, True
            if mark and mark[1].startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
        else:
            yield line, bool(mark)
            fence = mark[1] if mark else ""


def _section(heading: re.Match[str] | None, lines: list[str]) -> list[Section]:
    return [Section(heading["name"], bool(heading["yanked"]), "\n".join(lines))] if heading else []


def _says_something(text: str) -> bool:
    return any(line.strip() and not line.startswith("#") for line in text.splitlines())


def _refusal(code: str, message: str, remedy: str) -> BuildError:
    return BuildError(f"notes-{code}", message, remedy)
