"""What is wrong with an artifact."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing that forbids to ship an artifact.

    Attributes:
        code: stable, for programs and tests, such as ``unsigned-library``.
        artifact: the file, as a person would name it; for a file inside another ``OUTER: path/inside``.
        message: what is wrong, and why that matters.
        remedy: what to do.
    """

    code: str
    artifact: str
    message: str
    remedy: str
