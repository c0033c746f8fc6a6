"""The generated parts of documents, between two markers that a person can see in the source."""

from build.errors import BuildError


def with_block(text: str, block: str, marker: str, name: str) -> str:
    """The text of a document with its generated part replaced.

    Args:
        text: the document.
        block: what belongs between the markers.
        marker: the word that both markers begin with, such as ``bench``.
        name: of the document, for the error.

    Raises:
        BuildError: the document does not have each marker once, in this order.
    """
    start, end = f"<!-- {marker}:start -->", f"<!-- {marker}:end -->"
    before, opened, rest = text.partition(start)
    _, closed, after = rest.partition(end)
    if not (opened and closed) or start in rest or end in after:
        raise BuildError("no-markers", f"{name} lacks its markers.", f"Put {start} and {end} where the table belongs.")
    return f"{before}{start}\n{block}\n{end}{after}"
