"""Find a sum in a sentence that ``phrases.plain`` has prepared."""

import re
from dataclasses import dataclass
from typing import Final, Literal

NumberStyle = Literal["1,000.5", "1.000,5"]


@dataclass(frozen=True, slots=True)
class Sum:
    """An expression for the calculator, and where in the text it stood."""

    expression: str
    start: int
    end: int


_SPOKEN_OPERATORS: Final = {
    "plus": "+",
    "minus": "-",
    "times": "*",
    "mal": "*",
    "x": "*",
    "divided by": "/",
    "geteilt durch": "/",
    "durch": "/",
    "modulo": "%",
    "mod": "%",
    "to the power of": "**",
    "hoch": "**",
}
_LONGEST_FIRST: Final = "|".join(sorted(_SPOKEN_OPERATORS, key=len, reverse=True)).replace(" ", r"\s+")
_SPOKEN: Final = rf"\b(?:{_LONGEST_FIRST})\b"
_OPERATOR: Final = rf"(?: \*\*|//|[-+*/%^] | {_SPOKEN} )"
_FUNCTION: Final = r"\b(?:sqrt|a?sin|a?cos|a?tan|abs|round|floor|ceil|min|max|ln|log10|log2|log|exp|factorial)\s*\("
# Begins where a number begins and gives nothing back, so that a long one is read once.
_NUMBER: Final = r"(?<![0-9.,])[0-9]++(?:[.,][0-9]++)*+"
_OPERAND: Final = rf"(?: {_NUMBER} | \b(?:pi|e|tau)\b )"


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE | re.VERBOSE)


# A run of everything that an expression is written with, beginning as one does.
_RUN: Final = _pattern(
    rf"""(?<![\w.,]) (?: -\s* )? (?: \( | {_FUNCTION} | {_OPERAND} )
    (?: \s*(?: {_FUNCTION} | [()] | ,[ ] | {_OPERAND} | {_OPERATOR} ) )*"""
)
_SIGN: Final = _pattern(rf"{_OPERATOR} | {_FUNCTION}")
_SPOKEN_SIGN: Final = _pattern(_SPOKEN)
# What is plainly a sum, whatever stands around it; a minus or a slash may be a range or a date, an x anything.
_PLAIN_SIGN: Final = _pattern(rf"[+*^] | {_FUNCTION} | \b(?: plus|minus|times|mal|divided\s+by|geteilt\s+durch )\b")
_PERCENT: Final = r"\s*(?: %|percent\b|prozent\b )"
# Forms that are said otherwise than they are calculated.
_FORMS: Final = tuple(
    (_pattern(pattern), written)
    for pattern, written in (
        (rf"({_NUMBER}) {_PERCENT} \s+(?: of|von )\s+ ({_NUMBER})", r"\1 / 100 * \2"),
        (rf"({_NUMBER}) {_PERCENT} \s+off\s+ ({_NUMBER})", r"\2 * (1 - \1 / 100)"),
        (rf"({_NUMBER}) \s*(?: \+|plus\b ) \s*({_NUMBER}) {_PERCENT} (?! \s*[\d(] )", r"\1 * (1 + \2 / 100)"),
        (rf"({_NUMBER}) \s*(?: -|minus\b ) \s*({_NUMBER}) {_PERCENT} (?! \s*[\d(] )", r"\1 * (1 - \2 / 100)"),
        (rf"\b(?: square\s+root\s+of | wurzel\s+(?: aus|von ) | sqrt )\s+ ({_NUMBER})", r"sqrt(\1)"),
        (rf"({_NUMBER}) \s+(?: squared|zum\s+quadrat )\b", r"\1 ** 2"),
        (rf"({_NUMBER}) \s+cubed\b", r"\1 ** 3"),
        (rf"\b(?: add|addiere )\s+ ({_NUMBER}) \s+(?: and|to|und|zu )\s+ ({_NUMBER})", r"\1 + \2"),
        (rf"\b(?: subtract|subtrahiere )\s+ ({_NUMBER}) \s+(?: from|von )\s+ ({_NUMBER})", r"\2 - \1"),
        (rf"\b(?: multiply|multipliziere )\s+ ({_NUMBER}) \s+(?: by|with|and|mit|und )\s+ ({_NUMBER})", r"\1 * \2"),
        (rf"\b(?: divide|teile|dividiere )\s+ ({_NUMBER}) \s+(?: by|durch )\s+ ({_NUMBER})", r"\1 / \2"),
        (
            r"^\W*(?: (?: what(?: '?s|\s+is )|calculate|was\s+ist|berechne )\s+ )? ([0-9]{1,3})! \s*[?=.]*\s*$",
            r"factorial(\1)",
        ),
    )
)
_LEADS_ON: Final = r"""(?: and|then|now|so|what(?: '?s|\s+is )?|that|this|it|the\s+result
    | und|dann|jetzt|was\s+ist|das|das\s+ergebnis )\b"""
_GOES_ON: Final = _pattern(
    rf"""^[\s,.…]* (?P<lead> (?: {_LEADS_ON} [\s,]* )* )
    (?: (?P<operator> {_OPERATOR} )
        | (?P<verb> add|subtract|multiply|divide ) \b (?: \s+(?: it|that|this ) )? (?: \s+by )? )
    \s* (?P<number> {_NUMBER} ) [\s?.!=]*$"""
)
_VERBS: Final = {"add": "+", "subtract": "-", "multiply": "*", "divide": "/"}
_ASKS: Final = _pattern(
    r"""\b(?: what(?: '?s|\s+is|\s+are )? | calculate | compute | evaluate | solve | how\s+much | result\s+of
    | was\s+(?: ist|ergibt|macht ) | wie\s?viel | berechne | rechne )\b | ="""
)
_ENGLISH_THOUSANDS: Final = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])")
_GERMAN_THOUSANDS: Final = re.compile(r"(?<![\d.,])\d{1,3}(?:\.\d{3})+(?![\d.])")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}")


def find(text: str, style: NumberStyle) -> Sum | None:
    """Return the first sum.

    A bare number is no sum; and among other words a doubtful one needs a word that asks for it: “pages 3-5” is left
    alone.
    """
    for form, written in _FORMS:
        if match := form.search(text):
            return Sum(_number_style(match.expand(written), style), *match.span())
    for match in _RUN.finditer(text):
        run = _trimmed(match.group())
        if not _SIGN.search(run.lstrip("- ")) or _DATE.fullmatch(run):
            continue
        is_alone = not re.search(r"\w", text[: match.start()] + text[match.end() :])
        if is_alone or _PLAIN_SIGN.search(run) or _ASKS.search(text):
            return Sum(_written(run, style), *match.span())
    return None


def go_on(text: str, last_result: str, style: NumberStyle) -> Sum | None:
    """Return the sum that goes on from the last result: “and times 3?”. A lone “-3” is a number, not a step."""
    match = _GOES_ON.search(text)
    if match is None or (match["operator"] == "-" and not match["lead"]):
        return None
    operator = match["operator"] or _VERBS[match["verb"].lower()]
    step = _written(f"{operator} {match['number']}", style)
    first = f"({last_result})" if last_result.startswith("-") else last_result
    return Sum(f"{first} {step}", *match.span())


def _trimmed(run: str) -> str:
    """Cut what hangs over at the end: an operator, a comma, a parenthesis that nothing opened."""
    trimmed = run.strip()
    while trimmed and (trimmed[-1] in "+-*/%^,( " or trimmed.count(")") > trimmed.count("(")):
        trimmed = trimmed[:-1]
    return trimmed


def _written(run: str, style: NumberStyle) -> str:
    spelled = _SPOKEN_SIGN.sub(lambda match: _SPOKEN_OPERATORS[" ".join(match.group().lower().split())], run)
    return _number_style(spelled, style)


def _number_style(expression: str, style: NumberStyle) -> str:
    """Write numbers without separators of thousands, and with a decimal point."""
    if style == "1,000.5":
        return _ENGLISH_THOUSANDS.sub(lambda match: match[0].replace(",", ""), expression)
    without = _GERMAN_THOUSANDS.sub(lambda match: match[0].replace(".", ""), expression)
    return re.sub(r"(?<=\d),(?=\d)", ".", without)
