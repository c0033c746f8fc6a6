"""The phrases that the demo model knows, English and German, as patterns over plain text.

``plain`` comes first: it writes typographic quotes and signs as ASCII, letter for letter, so that positions stay.
"""

import re
from typing import Final

_PLAIN: Final = str.maketrans(
    {
        "\N{LEFT DOUBLE QUOTATION MARK}": '"',
        "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
        "\N{DOUBLE LOW-9 QUOTATION MARK}": '"',
        "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}": '"',
        "\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}": '"',
        "\N{LEFT SINGLE QUOTATION MARK}": "'",
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
        "`": '"',
        "\N{MULTIPLICATION SIGN}": "*",
        "\N{MIDDLE DOT}": "*",
        "\N{DIVISION SIGN}": "/",
        "\N{MINUS SIGN}": "-",
        "\N{EN DASH}": "-",
        "\N{NO-BREAK SPACE}": " ",
    }
)


def plain(text: str) -> str:
    """Write quotes and signs as ASCII; the length stays."""
    return text.translate(_PLAIN)


def _phrase(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.DOTALL | re.VERBOSE)


_PATH: Final = (
    r"""(?: "(?P<quoted_path>[^"]+)" | '(?P<single_path>[^']+)' | (?P<path>[^\s"'?!,;:]* (?: \w\.\w+ | [/\\]\w+ )) )"""
)
_SMALL_WORDS: Final = r"""(?: (?: a|an|the|me|my|in|into|to|of|new|text|file|called|named|contents?
    | eine?|die|der|den|dem|das|mir|meine[nmr]?|von|neue|datei|textdatei|namens|inhalt ) \s+ )*"""

# “was” alone is English as well.
GERMAN: Final = _phrase(
    r"""\b(?: wie|wer|wo|ist|und|oder|bitte|zeige?|lies|lese|öffne|suche?|finde|erstelle|schreibe?|speichere
    | berechne|rechne|hallo|guten|gute|moin|servus|tschüss|tschau|wiedersehen|welche[rsn]?|datei(?:en)?|ordner
    | uhr|uhrzeit|spät|hilfe|hilf|kannst|sind|meine|bist|hast|habe|ich|du|dir|dich|danke|nicht|mit|von|liste
    | prozent|wurzel|hoch|mal|geteilt|addiere|teile
    | multipliziere|lösche?|benenne|verschiebe|verbinde|brauchst|gedicht|witz|wetter|heute|jetzt|datum
    | was\s+(?: ist|sind|kann|kannst|steht|hast|habe|bist|ergibt|macht|für|gibt|heißt|soll ) )\b"""
)
ENGLISH: Final = _phrase(
    r"""\b(?: what|who|how|where|when|why|which|is|are|the|my|you|your|please|can|read|list|show|search|find|write
    | create|save|open|time|date|hello|hi|hey|thanks|thank|help|calculate|of )\b"""
)

WRITE_NAMED: Final = _phrase(
    rf"""\b(?: write|create|make|save|erstelle?|schreibe?|speichere?|lege )\s+ {_SMALL_WORDS} {_PATH}
    \s*,?\s*(?: : | (?: with|containing|saying|that\s+says|mit )\b (?: \s+(?: the|dem|der ) )?
        (?: \s+(?: text|contents?|words?|inhalt )\b )? \s*:? )
    \s*(?P<content>.+)$"""
)
WRITE_QUOTED: Final = _phrase(
    rf"""\b(?: write|save|put|schreibe?|speichere? )\s+ "(?P<content>[^"]+)" \s+(?: to|into|in|as|als|nach )\s+
    {_SMALL_WORDS} {_PATH}"""
)
READ_LINES: Final = _phrase(
    rf"""\b(?: lines?|zeilen? )\s+ (?P<first>\d{{1,6}}) (?: \s*(?: -|to|bis|through )\s* (?P<last>\d{{1,6}}) )?
    \s+(?: of|from|in|von|aus )\s+ {_SMALL_WORDS} {_PATH}"""
)
READ_FIRST_LINES: Final = _phrase(
    rf"""\b(?: first|ersten? )\s+ (?: (?P<count>\d{{1,6}})\s+ )? (?: lines?|zeilen? )
    \s+(?: of|from|in|von|aus )\s+ {_SMALL_WORDS} {_PATH}"""
)
# Its last lines are asked for: all of it is read, for only the tool knows how many there are.
_LAST_LINES: Final = r"""(?: (?: the\s+|die\s+ )? (?: last|letzten? )\s+ (?: \d+\s+ )? (?: lines?|zeilen? )\s+
    (?: of|from|in|von|aus )\s+ )?"""
READ: Final = _phrase(
    rf"""(?: \b(?: read|show|open|display|print|view|cat|lies|lese|zeige?|öffne )
        | \bwhat(?: '?s|\s+is )\s+in | \bwas\s+steht\s+in ) \s+ {_LAST_LINES} {_SMALL_WORDS} {_PATH}"""
)
SEARCH_QUOTED: Final = _phrase(
    r"""\b(?: search|look|grep|find|suche?|finde )\b [^"'?]{0,60}? (?: "(?P<text>[^"]+)" | '(?P<single>[^']+)' )
    (?: \s+in\s+ [^?.!,;]* )?"""
)
SEARCH_IN_FILES: Final = _phrase(
    r"""\b(?: search|look|find|suche?|finde )\s+ (?: (?: for|nach|the|word|text|das|wort|den )\s+ )*
    (?P<text> [^\s?.!,;]+ (?: \s+[^\s?.!,;]+ ){0,3}? )
    \s+in\s+ (?: (?: the|my|all|den|meinen|allen|dem|meinem )\s+ )*
    (?: files?|workspace|folder|documents?|dateien|ordner|arbeitsordner )\b"""
)
SEARCH_WORD: Final = _phrase(
    r"""\b(?: search\s+for|grep|look\s+for|where\s+is\s+the\s+(?: word|text )|suche?\s+nach|wo\s+steht )\s+
    (?P<text>[^\s?.!,;]+)"""
)
LIST: Final = _phrase(
    r"""(?: \b(?: list|show|see|which|what|display|liste|zeige?|welche|was )\b [^?.!;"]{0,40}?
        \b(?: files|folders?|directory|workspace|dateien|ordner|arbeitsordner|verzeichnis )\b (?: \s+auf\b )?
        (?: \s+(?: are\s+|sind\s+ )? (?: in|of|im|von )\s+
            (?: (?: the|my|folder|directory|ordner|den|dem|meinem )\s+ )*
            (?: "(?P<quoted_path>[^"]+)"
                | (?P<path>(?! (?: my|the|and|und|files|workspace|folder|ordner|arbeitsordner )\b )[\w./\\-]+) ) )? )
    | ^\s* (?: ls|dir ) \s*$"""
)
LIST_FOLDER: Final = _phrase(
    r"""\b(?: what(?: '?s|\s+is )|was\s+ist )\s+in\s+ (?: (?: the|my|folder|directory|ordner|dem|meinem )\s+ )*
    (?P<path>(?! (?: it|that|this|there|here|an?|the|my|you|your|files|folder|directory|workspace
       |ordner|arbeitsordner )\b )
        [\w./-]+? ) (?: \s+(?: folder|directory ) )?
    \s*[?.!]*\s*$"""
)
_TIME_WORDS: Final = r"(?: is\s+it|is|ist\s+es|ist|haben\s+wir|it|es|now|jetzt|today|heute|right )\b"
_ZONE: Final = r"""(?P<zone> (?! (?: the|an?|my|your|this|der|dem|den )\b ) [^\W\d_][\w/+-]*
    (?: [ ] (?! (?: and|or|then|please|right|now|today|und|oder|dann|bitte|jetzt|heute|gerade )\b )
        [^\W\d_][\w/]* ){0,2} )"""
TIME: Final = _phrase(
    rf"""(?: \bwhat\s+time\b | \btime\s+is\s+it\b | \b(?: current|local )\s+(?: time|date )\b
        | \bwhat(?: '?s|\s+is )\s+the\s+(?: time|date|day )\b | \b(?: what|which )\s+(?: day|date|weekday )\b
        | \btoday'?s\s+date\b | \btell\s+me\s+the\s+(?: time|date )\b | \bwie\s+spät\b | \buhrzeit\b
        | \bwie\s?viel\s+uhr\b | \bwelche[rsn]?\s+(?: tag|datum|wochentag )\b | \bwas\s+für\s+ein\s+tag\b
        | ^\W* (?: time|date|datum ) \b (?= \s+in\b | \W*$ ) )
    (?: \s+ {_TIME_WORDS} )* (?: \s+in\s+ {_ZONE} )?"""
)
# A tool by its very name, whatever it is: how an author tries one without a model.
CALL: Final = _phrase(
    r"""^\s* (?: (?: please|bitte )\s+ )? (?: use|call|run|benutze|nutze|verwende )\s+
    (?: the\s+tool\s+|das\s+werkzeug\s+ )? "? (?P<tool>[a-z_]\w*) "?
    (?: \s+(?: with|mit )\b )? (?: \s* (?P<arguments>\{.*\}) )? \s*$"""
)
