"""The refusal where two publish at once: the one who comes second must not write over the first."""

from build.errors import BuildError


class PublishedMeanwhileError(BuildError):
    """What lies at the place is not what was there when it was decided to write over it."""

    def __init__(self, name: str, place: str) -> None:
        super().__init__(
            "published-meanwhile",
            f"Somebody else has published {name} to {place} since this run looked there.",
            "Find out who that was. Then write the feeds anew, `nox -s feed`, which follow theirs, and publish again.",
        )
