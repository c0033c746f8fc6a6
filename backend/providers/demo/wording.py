"""The sentences that the demo model says; whatever tools returned is in them, word for word."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Final, Literal

from backend.assets.door import assets
from backend.providers.demo.talk import Topic
from backend.providers.model import ToolCall, ToolTurn

Language = Literal["en", "de"]

_MAX_QUOTED_CHARS: Final = 200
_TIME: Final = re.compile(
    r"It is (\d\d:\d\d:\d\d) on (Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (\d+) (\w+) (\d+) \((.+)\)\."
)
_GERMAN_DAYS: Final = {
    "Mon": "Montag",
    "Tues": "Dienstag",
    "Wednes": "Mittwoch",
    "Thurs": "Donnerstag",
    "Fri": "Freitag",
    "Satur": "Samstag",
    "Sun": "Sonntag",
}
_GERMAN_MONTHS: Final = {
    "January": "Januar",
    "February": "Februar",
    "March": "März",
    "May": "Mai",
    "June": "Juni",
    "July": "Juli",
    "October": "Oktober",
    "December": "Dezember",
}
_FAILED: Final = {"en": "That did not work", "de": "Das hat nicht geklappt"}
_RESULTS: Final[Mapping[str, Mapping[Language, str]]] = {
    "calculator": {
        "en": "The result: `{expression}` = **{value}**",
        "de": "Das Ergebnis: `{expression}` = **{value}**",
    },
    "clock": {"en": "{content}", "de": "{german_time}"},
    "list_files": {"en": "This is in the folder:\n\n{block}", "de": "Das ist im Ordner:\n\n{block}"},
    "search_files": {"en": "I searched for “{text}”:\n\n{block}", "de": "Ich habe „{text}“ gesucht:\n\n{block}"},
    "read_file": {"en": "`{path}` says:\n\n{block}", "de": "In `{path}` steht:\n\n{block}"},
    "write_file": {"en": "Done. {content}", "de": "Erledigt: `{path}` ist geschrieben."},
}


def text(name: Topic, language: Language) -> str:
    """Return one of the fixed texts, in Markdown."""
    return _load(name, language)


def unknown(question: str, language: Language) -> str:
    """Say that the words were not understood, and what can be asked instead."""
    return _load("unknown", language).replace("{question}", _quoted(question))


def memory(earlier: Sequence[str], language: Language) -> str:
    """Repeat what the user said before."""
    if not earlier:
        return _load("nothing-before", language)
    listed = "\n".join(f"{number}. {_quoted(said)}" for number, said in enumerate(earlier, start=1))
    return _load("memory", language).replace("{last}", _quoted(earlier[-1])).replace("{all}", listed)


def results(pairs: Sequence[tuple[ToolCall | None, ToolTurn]], language: Language) -> str:
    """Tell what the tools returned, one paragraph each."""
    return "\n\n".join(_result(call, turn, language) for call, turn in pairs)


def _result(call: ToolCall | None, turn: ToolTurn, language: Language) -> str:
    if turn.is_error:
        return f"{_FAILED[language]} (`{turn.name}`): {turn.content}"
    template = _RESULTS.get(turn.name, {"en": "{content}", "de": "{content}"})[language]
    expression, _, value = turn.content.rpartition(" = ")
    arguments = json.loads(call.arguments) if call is not None else {}
    values = {"text": "", "path": "", **arguments}
    return template.format(
        content=turn.content,
        german_time=_german_time(turn.content),
        block=_block(turn.content),
        expression=expression,
        value=value,
        text=values["text"],
        path=values["path"],
    )


def _german_time(sentence: str) -> str:
    """Say the clock's sentence in German; as it is, should it ever look otherwise."""
    found = _TIME.fullmatch(sentence)
    if found is None:
        return sentence
    time, weekday, day, month, year, place = found.groups()
    return f"Es ist {time} Uhr am {_GERMAN_DAYS[weekday]}, {day}. {_GERMAN_MONTHS.get(month, month)} {year} ({place})."


def _load(name: str, language: Language) -> str:
    return assets().read("backend", f"providers/demo/texts/{name}.{language}.md").strip()


def _block(content: str) -> str:
    fence = "```"
    while fence in content:
        fence += "`"
    return f"{fence}text\n{content}\n{fence}"


def _quoted(said: str) -> str:
    line = " ".join(said.split())
    return line if len(line) <= _MAX_QUOTED_CHARS else f"{line[:_MAX_QUOTED_CHARS]}…"
