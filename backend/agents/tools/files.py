"""The file tools: they see the workspace folder and nothing else."""

from typing import Annotated, Final

from pydantic import Field

from backend.agents.tools.tool import Tool, ToolArguments, ToolContext, ToolError
from backend.workspace.folder import Entry
from backend.workspace.paths import display, legible, parse_file

MAX_LISTED: Final = 500
MAX_HITS: Final = 100
MAX_READ_LINES: Final = 400
MAX_READ_CHARS: Final = 40_000

Path = Annotated[str, Field(description="relative to the workspace folder", max_length=1000)]


class ListArguments(ToolArguments):
    """Which folder to list."""

    path: Annotated[str, Field(description="a folder, relative to the workspace; omit it for the workspace itself")] = (
        "."
    )


class SearchArguments(ToolArguments):
    """What to look for."""

    text: Annotated[
        str, Field(description="the text to find; letter case does not matter", min_length=1, max_length=200)
    ]
    path: Annotated[str, Field(description="a folder to search in; omit it for the whole workspace")] = "."


class ReadArguments(ToolArguments):
    """Which file to read, and which of its lines."""

    path: Path
    first_line: Annotated[int, Field(description="counts from 1", ge=1)] = 1
    last_line: Annotated[int | None, Field(description="inclusive; omit it to read on to the end", ge=1)] = None


class WriteArguments(ToolArguments):
    """Which file to write, and what."""

    path: Path
    content: Annotated[str, Field(description="the whole new content of the file", max_length=2_000_000)]


def list_files(arguments: ListArguments, context: ToolContext) -> str:
    """Return one line an entry: folders end with a slash, files have their size."""
    entries = context.workspace().entries(arguments.path)
    if not entries:
        return "The folder is empty."
    lines = [_line(one) for one in entries[:MAX_LISTED]]
    if len(entries) > MAX_LISTED:
        lines.append(f"… and {len(entries) - MAX_LISTED} more")
    return "\n".join(lines)


def search_files(arguments: SearchArguments, context: ToolContext) -> str:
    """Return one ``path:line: text`` a hit."""
    found = context.workspace().search(arguments.text, arguments.path, MAX_HITS, context.stopped.is_set)
    if not found.hits:
        limit = "" if found.complete else " before a limit ended the search"
        return f"“{arguments.text}” is in none of the {found.files_searched} files searched{limit}."
    lines = [f"{legible(hit.path)}:{hit.line}: {hit.text}" for hit in found.hits]
    if not found.complete:
        lines.append(f"… the search stopped after {len(found.hits)} places in {found.files_searched} files")
    return "\n".join(lines)


def read_file(arguments: ReadArguments, context: ToolContext) -> str:
    """Return the lines; when they are not all, a last line in brackets says which are missing."""
    lines = context.workspace().read_text(arguments.path).removesuffix("\n").split("\n")
    if arguments.first_line > len(lines):
        raise ToolError(f"“{arguments.path}” has only {len(lines)} lines.")
    first = arguments.first_line
    last = min(arguments.last_line or len(lines), len(lines), first + MAX_READ_LINES - 1)
    if last < first:
        raise ToolError("The last line lies before the first.")
    text = "\n".join(lines[first - 1 : last])
    if len(text) > MAX_READ_CHARS:
        return f"{text[:MAX_READ_CHARS]}\n[cut after {MAX_READ_CHARS} characters]"
    if first > 1 or last < len(lines):
        return f"{text}\n[lines {first}-{last} of {len(lines)}]"
    return text


def write_file(arguments: WriteArguments, context: ToolContext) -> str:
    """Write the file wholly or not at all. Whoever agreed to a new file did not agree that another one is lost."""
    may_replace = context.agreed_to != _creation(arguments)
    is_new = context.workspace().write_text(arguments.path, arguments.content, may_replace=may_replace)
    verb = "Created" if is_new else "Replaced"
    return f"{verb} {display(parse_file(arguments.path))} ({_characters(arguments.content)})."


def why_write(arguments: WriteArguments, context: ToolContext) -> str:
    """Say what is about to be written, and whether a file is lost by it; refuses what the write would refuse."""
    if context.workspace().would_replace(arguments.path):
        name = display(parse_file(arguments.path))
        return f"Replace “{name}” in the workspace folder by {_characters(arguments.content)} of new text."
    return _creation(arguments)


def _creation(arguments: WriteArguments) -> str:
    name = display(parse_file(arguments.path))
    return f"Create “{name}” in the workspace folder with {_characters(arguments.content)}."


def _characters(text: str) -> str:
    return "1 character" if len(text) == 1 else f"{len(text)} characters"


def _line(entry: Entry) -> str:
    name = legible(entry.name)
    match entry.kind:
        case "folder":
            return f"{name}/"
        case "file":
            return f"{name} ({_size(entry.size)})"
        case "link":
            return f"{name} (link, not followed)"
        case _:
            return f"{name} (not a regular file)"


def _size(size: int) -> str:
    if size < 1000:
        return f"{size} B"
    return f"{size / 1000:.1f} kB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB"


LIST_FILES = Tool(
    name="list_files",
    summary="Lists what is in a folder of your workspace.",
    details="Folders end with a slash; files have their size.",
    arguments=ListArguments,
    run=list_files,
)
SEARCH_FILES = Tool(
    name="search_files",
    summary="Finds text in the files of your workspace.",
    details=f"Returns path:line: text, at most {MAX_HITS} places; of each file the first 2 MB are searched.",
    arguments=SearchArguments,
    run=search_files,
)
READ_FILE = Tool(
    name="read_file",
    summary="Reads a text file of your workspace.",
    details=f"Whole, or a range of its lines; at most {MAX_READ_LINES} lines at once.",
    arguments=ReadArguments,
    run=read_file,
)
WRITE_FILE = Tool(
    name="write_file",
    summary="Writes a text file in your workspace, after asking you.",
    details="Replaces a file of that name; makes folders that are missing. The user is asked each time.",
    arguments=WriteArguments,
    run=write_file,
    why=why_write,
)
