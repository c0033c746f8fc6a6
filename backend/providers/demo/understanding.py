"""Read a plain request; pure, and the same for the same words."""

import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from backend.providers.demo import phrases, sums, talk
from backend.providers.demo.wording import Language

# A request is short: of a long text only the beginning is read, and a file's content after it. Patterns that look
# for a few words anywhere take long over texts that are built to be slow, and the event loop waits meanwhile.
MAX_READ_CHARS: Final = 2000
_QUOTES: Final = "\"'"
# Cities that time zones are named after, where German has a name of its own.
_CITIES: Final[Mapping[str, str]] = {
    "athen": "Athens",
    "brüssel": "Brussels",
    "hongkong": "Hong Kong",
    "kairo": "Cairo",
    "kopenhagen": "Copenhagen",
    "lissabon": "Lisbon",
    "moskau": "Moscow",
    "prag": "Prague",
    "rom": "Rome",
    "singapur": "Singapore",
    "tokio": "Tokyo",
    "warschau": "Warsaw",
    "wien": "Vienna",
    "zürich": "Zurich",
}


@dataclass(frozen=True, slots=True)
class Wish:
    """A tool that the user's words ask for, and where in the text they do."""

    tool: str
    arguments: Mapping[str, Any]
    start: int
    end: int


def language(newest_first: Iterable[str]) -> Language:
    """Tell the language to answer in: of the newest text that shows one, for “2+2” shows none."""
    for text in newest_first:
        if phrases.GERMAN.search(text):
            return "de"
        if phrases.ENGLISH.search(text):
            return "en"
    return "en"


def asks_memory(text: str) -> bool:
    """Whether the user wants to know what was said before."""
    return talk.MEMORY.search(_beginning(text)) is not None


def topic(text: str) -> talk.Topic | None:
    """Return what the words are about when they ask for no tool."""
    return talk.topic(_beginning(text))


def wishes(text: str, last_result: str | None = None) -> tuple[Wish, ...]:
    """Return the tools that the words ask for, in the order in which they are asked for.

    Without any, words such as “and times 3” go on from ``last_result``, the calculator's last.
    Each reader takes its words out of the text, so that the digits of a file's content are no sum.
    """
    found: list[Wish] = []
    rest = _beginning(text)
    for read in _READERS:
        while (wish := read(rest, text)) is not None:
            found.append(wish)
            # Line ends, as many as there were letters: positions stay, and nothing reads across the gap.
            gap = "\n" * (wish.end - wish.start)
            rest = rest[: wish.start] + gap + rest[wish.end :]
    if not found and last_result is not None and (more := sums.go_on(rest, last_result, _style(text))):
        found.append(_calculation(more))
    return tuple(sorted(found, key=lambda wish: wish.start))


def called_by_name(text: str, tools: Collection[str]) -> Wish | None:
    """Return the tool that is called by its own name, such as “use order_status {"order": "A-17"}”."""
    match = phrases.CALL.search(_beginning(text))
    if match is None or match["tool"] not in tools:
        return None
    start, end = match.span("arguments")
    try:
        # As it was written: typographic quotes inside the values stay what they are.
        arguments = json.loads(text[start:end]) if match["arguments"] else {}
    except (ValueError, RecursionError):
        return None
    return Wish(match["tool"], arguments, *match.span())


def _beginning(text: str) -> str:
    return phrases.plain(text[:MAX_READ_CHARS])


def _first(forms: tuple[re.Pattern[str], ...], text: str) -> re.Match[str] | None:
    return next((match for form in forms if (match := form.search(text))), None)


def _write(plain: str, original: str) -> Wish | None:
    match = _first((phrases.WRITE_NAMED, phrases.WRITE_QUOTED), plain)
    if match is None:
        return None
    start, end = match.span("content")
    content = original[start : None if end == len(plain) else end].strip()
    if len(content) > 1 and phrases.plain(content[0]) in _QUOTES and phrases.plain(content[-1]) in _QUOTES:
        content = content[1:-1]
    return Wish("write_file", {"path": _path(match), "content": content}, *match.span())


def _read(plain: str, _original: str) -> Wish | None:
    match = _first((phrases.READ_LINES, phrases.READ_FIRST_LINES, phrases.READ), plain)
    if match is None:
        return None
    arguments: dict[str, str | int] = {"path": _path(match)}
    groups = match.groupdict()
    if first := groups.get("first"):
        arguments |= {"first_line": int(first), "last_line": int(groups.get("last") or first)}
    elif match.re is phrases.READ_FIRST_LINES:
        arguments |= {"last_line": int(groups["count"] or 1)}
    return Wish("read_file", arguments, *match.span())


def _search(plain: str, _original: str) -> Wish | None:
    match = _first((phrases.SEARCH_QUOTED, phrases.SEARCH_IN_FILES, phrases.SEARCH_WORD), plain)
    if match is None:
        return None
    groups = match.groupdict()
    return Wish("search_files", {"text": (groups["text"] or groups["single"]).strip()}, *match.span())


def _list(plain: str, _original: str) -> Wish | None:
    match = _first((phrases.LIST_FOLDER, phrases.LIST), plain)
    if match is None:
        return None
    path = _path(match)
    return Wish("list_files", {"path": path} if path else {}, *match.span())


def _time(plain: str, _original: str) -> Wish | None:
    match = phrases.TIME.search(plain)
    if match is None:
        return None
    zone = match["zone"]
    return Wish("clock", {"zone": _CITIES.get(zone.lower(), zone)} if zone else {}, *match.span())


def _sum(plain: str, original: str) -> Wish | None:
    found = sums.find(plain, _style(original))
    return None if found is None else _calculation(found)


def _calculation(found: sums.Sum) -> Wish:
    return Wish("calculator", {"expression": found.expression}, found.start, found.end)


def _style(text: str) -> sums.NumberStyle:
    return "1.000,5" if language([text]) == "de" else "1,000.5"


def _path(match: re.Match[str]) -> str:
    groups = match.groupdict()
    return next((found for name in ("quoted_path", "single_path", "path") if (found := groups.get(name))), "").strip()


_READERS: Final[tuple[Callable[[str, str], Wish | None], ...]] = (_write, _read, _search, _list, _time, _sum)
