"""What people say to a model besides requests, and the text that answers it."""

import re
from typing import Final, Literal

Topic = Literal[
    "about", "identity", "greeting", "wellbeing", "thanks", "farewell", "acknowledgement", "privacy", "connecting",
    "unable-to-change", "missing-content",
]  # fmt: skip


def _phrase(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.DOTALL | re.VERBOSE)


MEMORY: Final = _phrase(
    r"""\bwhat\s+(?: did|have )\s+I\s+(?: just\s+ )?(?: ask|said|say|tell|told|write )
    | \b(?: my|the )\s+(?: last|previous|first|earlier )\s+(?: question|message )s?\b | \bdo\s+you\s+remember\b
    | \bwas\s+habe\s+ich\b .{0,30} \b(?: gefragt|gesagt|geschrieben )\b
    | \bmeine\s+(?: letzte|erste|vorige|vorherige )n?\s+(?: frage|nachricht )n?\b | \berinnerst\s+du\s+dich\b"""
)
# The first that fits counts.
_TOPICS: Final[tuple[tuple[Topic, re.Pattern[str]], ...]] = (
    (
        "identity",
        _phrase(
            r"""\bare\s+you\s+(?: an?\s+|the\s+|really\s+ )* (?: chat\s?gpt|gpt|claude|gemini|copilot|llama|ai|llm
                |bot|robot|human|person|real|alive|language\s+model|chatbot )
            | \b(?: what|which )\s+(?: language\s+ )?(?: model|ai|llm )\s+(?: are\s+you|is\s+this|do\s+you\s+use )
            | \b(?: who|which\s+company )\s+(?: made|built|created )\s+you\b | \bwhat'?s?\s+(?: is\s+ )?your\s+name\b
            | \bbist\s+du\s+(?: eine?\s+|der\s+|die\s+|wirklich\s+ )*(?: chat\s?gpt|gpt|claude|gemini|ki|mensch
                |roboter|bot|echt|sprachmodell )
            | \bwelches\s+modell\b | \bwie\s+hei(?: ß|ss )t\s+du\b | \bwer\s+hat\s+dich\b"""
        ),
    ),
    (
        "connecting",
        _phrase(
            r"""\b(?: connect|set\s?up|add|use|configure|enter|switch\s+to|install )\b [^.?!]{0,40}
                \b(?: model|llm|chat\s?gpt|openai|ollama|llama|lm\s+studio|vllm|openrouter|mistral|gpt|api|key )\b
            | \b(?: verbind|einricht|nutze|benutze|verwende|eintrag|wechs|installier )\w* [^.?!]{0,40}
                \b(?: (?: sprach )?modell|chat\s?gpt|openai|ollama|lm\s+studio|api|schlüssel )\b
            | \b(?: sprach )?modell\b [^.?!]{0,30} \b(?: verbinden|einrichten|nutzen|benutzen|verwenden|wechseln )\b"""
        ),
    ),
    (
        "privacy",
        _phrase(
            r"""\b(?: private|privacy|confidential|offline|internet|online|telemetry )\b
            | \b(?: send|store|share|collect|upload|keep|leave )\b [^.?!]{0,30} \b(?: data|messages|files )\b
            | \b(?: privat|privatsphäre|datenschutz|vertraulich )\b
            | \bmeine\s+daten\b"""
        ),
    ),
    (
        "unable-to-change",
        _phrase(
            r"""^\W* (?: please\s+|bitte\s+|can\s+you\s+|could\s+you\s+|kannst\s+du\s+ )*
            (?: (?: delete|remove|erase|rename|move|copy|append|rm|mv|cp|mkdir|lösche?|entferne
                |benenne|verschiebe|kopiere )\b
            | (?: make|create|erstelle?|lege )\s+ (?: an?\s+|the\s+|eine[nmr]?\s+|new\s+|neue[nr]?\s+ )*
                (?: folder|directory|ordner|verzeichnis )\b
            | (?: add )\b .+ \bto\s+ \S+\.\w+ )"""
        ),
    ),
    (
        "missing-content",
        _phrase(
            r"""\b(?: write|create|make|save|erstelle?|schreibe?|speichere?|lege )\s+ [^:@]*
            (?: \b(?: file|datei )\b | \w\.\w+\b )"""
        ),
    ),
    (
        "about",
        _phrase(
            r"""\bwhat\s+(?: can|could|do )\s+you\s+do\b | \bhow\s+(?: do\s+you|does\s+this )\s+work\b
            | \b(?: who|what )\s+are\s+you\b | ^\W*help\W*$ | \bhelp\s+me\b | \bexplain\s+yourself\b
            | \babout\s+(?: yourself|you )\b | ^\s*\?+\s*$
            | \byour\s+(?: abilities|tools|features|capabilities )\b | \bwas\s+kannst\s+du\b
            | \b(?: wer|was )\s+bist\s+du\b
            | ^\W*hilfe\W*$ | \bhilf\s+mir\b
            | \bwie\s+funktionierst\s+du\b | \berkläre?\s+dich\b
            | \bstell\s+dich\s+vor\b"""
        ),
    ),
    (
        "wellbeing",
        _phrase(
            r"""\bhow\s+(?: are|r )\s+(?: you|u )\b | \bhow'?s\s+it\s+going\b | \bwhat'?s\s+up\b
            | \bwie\s+geht'?\s?(?: es\s+dir|'?s|s )\b"""
        ),
    ),
    (
        "farewell",
        _phrase(
            r"""^\W*(?: (?: good\s*)?bye | good\s+night | see\s+you | cu | ciao | tschüss? | tschau | gute\s+nacht
            | auf\s+wiedersehen | bis\s+(?: bald|später|morgen ) )\b .{0,20} $"""
        ),
    ),
    ("thanks", _phrase(r"^\W*(?: thanks|thank\s+you|thx|danke|vielen\s+dank )\b .{0,30} $")),
    (
        "greeting",
        _phrase(
            r"""^\W*(?: hi|hello|hey|good\s+(?: morning|evening|afternoon|day )
            | hallo|guten\s+(?: tag|morgen|abend )|moin|servus )\b \W*(?: \w+\W* )?$"""
        ),
    ),
    (
        "acknowledgement",
        _phrase(
            r"""^\W*(?: ok|okay|yes|yep|no|nope|sure|fine|cool|great|nice|good|perfect|wow
            | ja|nein|gut|super|toll|prima|klasse|alles\s+klar|passt )\W*$"""
        ),
    ),
)


def topic(text: str) -> Topic | None:
    """Return what the words are about, if they are one of the things that people say."""
    return next((name for name, pattern in _TOPICS if pattern.search(text)), None)
