"""Tell text from other files, and read the encodings that text comes in."""

import codecs
from typing import Final

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SNIFFED_BYTES: Final = 8192


def decode(content: bytes) -> str | None:
    """Return the text with line feeds as line ends, or None for what is not text.

    A byte-order mark decides; else UTF-8; else Windows-1252, the most common of the old encodings. A NUL without
    a mark means that it is not text.
    """
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return _unified(content.decode(encoding, errors="replace"))
    if b"\0" in content[:_SNIFFED_BYTES]:
        return None
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        # A file cut off by a size limit may end in the middle of a character: that is still UTF-8.
        is_cut_tail = error.reason == "unexpected end of data" and error.end == len(content)
        text = content[: error.start].decode("utf-8") if is_cut_tail else content.decode("cp1252", errors="replace")
    return _unified(text)


def _unified(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
