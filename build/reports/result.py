"""The outcome of one part of the tests."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Skip:
    """A test that did not run, and the reason that it gave."""

    test: str
    reason: str


@dataclass(frozen=True)
class Counts:
    """What a test tool reports about its tests."""

    passed: int = 0
    failed: int = 0
    skips: tuple[Skip, ...] = ()


@dataclass(frozen=True)
class PartResult:
    """One tool's run.

    Attributes:
        name: of the tool.
        seconds: how long it took.
        exit_code: of the tool; a tool may fail though every test passed.
        counts: of its tests; a tool that has none counts as one test.
    """

    name: str
    seconds: float
    exit_code: int
    counts: Counts = field(default_factory=Counts)

    @property
    def passed(self) -> bool:
        """Whether the tool itself is content."""
        return self.exit_code == 0 and self.counts.failed == 0
