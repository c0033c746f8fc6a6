"""Keys and tokens, by the marks that their issuers gave them, and by names that say so beside a random value."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from build.audit.containers import Data


@dataclass(frozen=True, slots=True)
class Pattern:
    """A kind of secret.

    Attributes:
        what: its name.
        mark: bytes that each of them has; they are looked for first.
        whole: all of it; the first group is the secret itself.
        entropy: bits per character that it must have at least, so that examples and names do not count.
        reach: how far behind the mark it may end.
    """

    what: str
    mark: bytes
    whole: re.Pattern[bytes]
    entropy: float
    reach: int


def _pattern(what: str, mark: bytes, whole: bytes, entropy: float = 3.0, reach: int = 256) -> Pattern:
    return Pattern(what, mark, re.compile(whole, re.DOTALL), entropy, reach)


_BODY: Final = rb"(?:\\r|\\n|[\s\"'+])*"
PATTERNS: Final = (
    _pattern(
        "private key (PEM)",
        b"PRIVATE KEY",
        rb"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----(?:(?:\\r|\\n|\s)*[\w-]+: [^\n\\]*)*"
        + _BODY
        + rb"([A-Za-z0-9+/]{40,}[A-Za-z0-9+/=\\\s]*)",
        4.0,
        reach=8192,
    ),
    _pattern("private key (OpenSSH)", b"b3BlbnNzaC1rZXktdjE", rb"(b3BlbnNzaC1rZXktdjE[A-Za-z0-9+/=]{60,200})", 3.5),
    _pattern(
        "private key (PuTTY)", b"Private-Lines:", rb"Private-Lines: \d+(?:\\r|\\n|\s)+([A-Za-z0-9+/]{40,}=*)", 3.5
    ),
    # In DER: a version, then the fields or the identifier of the algorithm (RFC 8017, 5915, 8410, 7292).
    _pattern("private key (RSA)", b"\2\1\0\2\x82", rb"\x02\x01\x00\x02\x82[\x00-\x08].\x00(.{64})", 5.0),
    _pattern(
        "private key (elliptic curve)",
        b"\2\1\1\4",
        rb"\x02\x01\x01\x04[\x20\x30\x42](.{32}(?:.{16}(?:.{18})?)?)[\xa0\xa1].[\x03\x06]",
        4.4,
    ),
    _pattern("private key (Ed25519)", b"\6\3\x2b\x65", rb"\x06\x03\x2b\x65[\x6e-\x71]\x04[\x22-\x3b]\x04.(.{32})", 4.4),
    _pattern(
        "private key with its certificate (PKCS#12)",
        b"\2\1\3\x30",
        rb"\x30\x82..\x02\x01\x03\x30\x82..\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07[\x01\x02](.{64})",
    ),
    _pattern("private key (JSON Web Key)", b'"d"', rb'"d"\s{0,2}:\s{0,2}"([A-Za-z0-9_-]{43,700})"', 4.2, reach=1024),
    _pattern("AWS access key", b"AKIA", rb"(?<![A-Za-z0-9])(AKIA(?!IOSFODNN7EXAMPLE)[A-Z2-7]{16})(?![A-Za-z0-9])"),
    _pattern("AWS access key", b"ASIA", rb"(?<![A-Za-z0-9])(ASIA[A-Z2-7]{16})(?![A-Za-z0-9])"),
    *(
        _pattern("GitHub token", b"gh" + kind + b"_", rb"(?<![A-Za-z0-9])(gh[pousr]_[A-Za-z0-9]{36,})")
        for kind in (b"p", b"o", b"u", b"s", b"r")
    ),
    _pattern("GitHub token", b"github_pat_", rb"(github_pat_[A-Za-z0-9_]{60,})"),
    _pattern("GitLab token", b"glpat-", rb"(glpat-[\w-]{20,})"),
    _pattern("OpenAI key", b"T3BlbkFJ", rb"(sk-[\w-]{16,}T3BlbkFJ[\w-]{16,})"),
    _pattern("Anthropic key", b"sk-ant-", rb"(sk-ant-[\w-]{32,})"),
    _pattern("API key (sk-)", b"sk-", rb"(?<![\w-])(sk-(?:proj-|or-v1-)?[A-Za-z0-9]{40,})", 4.0),
    _pattern("API key (sk-)", b"sk-", rb"(?<![\w-])(sk-[0-9a-f]{32})(?!\w)"),
    _pattern("Groq key", b"gsk_", rb"(?<!\w)(gsk_[A-Za-z0-9]{40,})", 4.0),
    _pattern("xAI key", b"xai-", rb"(?<![\w-])(xai-[A-Za-z0-9]{60,})", 4.0),
    _pattern("Perplexity key", b"pplx-", rb"(?<![\w-])(pplx-[A-Za-z0-9]{40,})", 4.0),
    _pattern("SendGrid key", b"SG.", rb"(?<![\w.])(SG\.[\w-]{16,32}\.[\w-]{32,64})(?!\w)", 4.0),
    _pattern(
        "password in an address",
        b"://",
        rb"[a-z][a-z0-9+]{2,20}://[^\s:/@\"']{0,60}:((?=[^@]{0,60}?\d)[^\s:/@\"'<>{}$%*]{10,80})@\w",
        3.2,
    ),
    _pattern("Slack token", b"xox", rb"(xox[abeoprs]-[0-9A-Za-z-]{24,})"),
    _pattern("Slack webhook", b"hooks.slack.com", rb"hooks\.slack\.com/services/(T\w{6,}/B\w{6,}/\w{20,})"),
    _pattern("Google API key", b"AIza", rb"(?<![\w-])(AIza[\w-]{35})(?![\w-])", 3.5),
    _pattern("Stripe key", b"k_live_", rb"([rs]k_live_[0-9A-Za-z]{24,})"),
    _pattern("npm token", b"npm_", rb"(?<![\w])(npm_[A-Za-z0-9]{36})(?!\w)", 3.5),
    _pattern("PyPI token", b"pypi-AgEIcHlwaS5vcmc", rb"(pypi-AgEIcHlwaS5vcmc[\w-]{50,})"),
    _pattern("Hugging Face token", b"hf_", rb"(?<![\w])(hf_[A-Za-z0-9]{34})(?!\w)", 3.5),
    _pattern("JSON web token", b"eyJ", rb"(?<![\w-])(eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,})", 4.0),
    _pattern("bearer token", b"earer ", rb"[Bb]earer ([A-Za-z0-9._~+/-]{24,}=*)", 4.0),
    *(
        _pattern(
            "secret in an assignment",
            word,
            rb"(?i:password|passwd|secret|token|(?:api|access|account|secret|private)_?key)[\"']?"
            rb"\s{0,2}[:=]{1,2}>?\s{0,2}[bru]?[\"']?"
            rb"((?=[A-Za-z0-9+/_=-]{0,80}?\d)(?=[A-Za-z0-9+/_=-]{0,80}?[A-Za-z])[A-Za-z0-9+/_=-]{24,128})(?![\w+/=.(\[-])",
            4.2,
        )
        for word in (
            b"passw",
            b"PASSW",
            b"secret",
            b"Secret",
            b"SECRET",
            b"token",
            b"Token",
            b"TOKEN",
            b"key",
            b"Key",
            b"KEY",
        )
    ),
)

PUBLISHED: Final = frozenset({bytes.fromhex("f3fccc0d00d8031954f90864d43c247f4bf5f0665c6b50cc17749a27d1cf7664")})
"""Keys that everybody has: that of the example in FIDO's U2F specification, which Chromium contains."""

_AROUND: Final = 64
_UTF_16: Final = re.compile(rb"(?:[\t\n\r -~]\x00){16,}")
NONE: Final[Mapping[str, bytes]] = {}


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret that was found; ``masked`` shows its kind and its first letters only."""

    offset: int
    what: str
    masked: str


def find_secrets(data: Data, known: Mapping[str, bytes] = NONE) -> Iterator[Secret]:
    """Every secret in the data, in UTF-8 or anything else that has ASCII in it, and in UTF-16.

    Args:
        data: what to search.
        known: secrets of this very build, by what they are: whole, whatever they look like.
    """
    yield from _in_bytes(data, known)
    for run in _UTF_16.finditer(data):
        # Big endian begins with the zero of the first letter, and ends with the letter of the last.
        big = run.start() > 0 and data[run.start() - 1] == 0
        letters = run.group()[::2] + (bytes(data[run.end() : run.end() + 1]) if big else b"")
        for secret in _in_bytes(letters, known):
            yield Secret(run.start() + 2 * secret.offset, secret.what, secret.masked)


def _in_bytes(data: Data, known: Mapping[str, bytes]) -> Iterator[Secret]:
    for what, secret in known.items():
        if (position := data.find(secret)) >= 0:
            yield Secret(position, what, mask(secret))
    for pattern in PATTERNS:
        seen = -1
        position = data.find(pattern.mark)
        while position >= 0:
            first = max(position - _AROUND, 0)
            for match in pattern.whole.finditer(bytes(data[first : position + pattern.reach])):
                # What began further on is found when its own mark is.
                inside = match.start() <= position - first < match.end()
                if inside and first + match.start(1) > seen and _is_secret(match[1], pattern):
                    seen = first + match.start(1)
                    yield Secret(seen, pattern.what, mask(match[1]))
                    break
                if match.start() > position - first:
                    break
            position = data.find(pattern.mark, position + len(pattern.mark))


def _is_secret(found: bytes, pattern: Pattern) -> bool:
    return entropy(found) >= pattern.entropy and found not in PUBLISHED


def mask(secret: bytes) -> str:
    """Enough of a secret to find it, too little to use it."""
    first = secret[:6].decode("ascii", "replace")
    return f"{first if first.isprintable() and first.isascii() else ''}… ({len(secret)} characters)"


def entropy(text: bytes) -> float:
    """Shannon's, in bits per byte."""
    return -sum(n / len(text) * math.log2(n / len(text)) for n in Counter(text).values()) if text else 0.0
