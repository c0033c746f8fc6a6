"""The generated parts of documents, between two markers that a person can see in the source."""

from typing import Final

from build.errors import BuildError

START: Final = "<!-- bench:start -->"
END: Final = "<!-- bench:end -->"


def with_block(text: str, block: str, name: str) -> str:
    """The text of a document with its generated part replaced.

    Args:
        text: the document.
        block: what belongs between the markers.
        name: of the document, for the error.

    Raises:
        BuildError: the document does not have each marker once, in this order.
    """
    before, start, rest = text.partition(START)
    _, end, after = rest.partition(END)
    if not (start and end) or START in rest or END in after:
        raise BuildError("no-markers", f"{name} lacks its markers.", f"Put {START} and {END} where the table belongs.")
    return f"{before}{START}\n{block}\n{END}{after}"
