"""What is known of a build besides its behaviour."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Build:
    """Its making, and what it gives away.

    Attributes:
        build_cold: seconds, with nothing cached.
        build_warm: seconds, with the compiler's cache filled.
        recovered: what the audit read out of it of the vendor's code, for people.
    """

    build_cold: float | None = None
    build_warm: float | None = None
    recovered: str = ""

    def seconds(self) -> dict[str, float]:
        """What is known of its making, by measure."""
        known = {"build_cold": self.build_cold, "build_warm": self.build_warm}
        return {key: value for key, value in known.items() if value is not None}
