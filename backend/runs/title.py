"""The title of a conversation that the user has not named."""

from typing import Final

MAX_CHARS: Final = 60


def title_from(text: str) -> str:
    """Return the first line that says something, cut at a word to at most 60 characters, dots included."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    line = next((line for line in lines if line), "")
    if len(line) <= MAX_CHARS:
        return line
    cut = line[: MAX_CHARS - 1]
    at_word = cut if line[MAX_CHARS - 1] == " " else cut.rpartition(" ")[0]
    # Text without spaces, such as Chinese or a long address, has no word to cut at.
    return (at_word if len(at_word) >= MAX_CHARS // 2 else cut).rstrip() + "…"
