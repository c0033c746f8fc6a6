"""A conversation as a file to keep."""

import json
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from backend.protocol.rest import ConversationDetail, ConversationMessage, MessagePart, TextPart, ThoughtPart, ToolPart

_UNSAFE_IN_NAMES: Final = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')
_NAME_CHARS: Final = 80
_SPEAKERS: Final = {"user": "You", "assistant": "Assistant"}
_UNFINISHED: Final = {
    "running": "still being written",
    "cancelled": "stopped by the user",
    "failed": "failed",
    "interrupted": "interrupted",
}


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A file, with the headers that it wants."""

    name: str
    media_type: str
    text: str

    @property
    def disposition(self) -> str:
        """``Content-Disposition`` with the name twice: plain ASCII, and whole (RFC 6266, RFC 8187)."""
        plain = re.sub(r"[^ -~]", "_", self.name)
        return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(self.name, safe='')}"


def json_file(conversation: ConversationDetail) -> ExportFile:
    """Return the conversation as the interface itself gives it."""
    return ExportFile(f"{_file_name(conversation)}.json", "application/json", conversation.model_dump_json(indent=2))


def markdown_file(conversation: ConversationDetail) -> ExportFile:
    """Return the conversation for a reader; the messages' own Markdown stays as it is."""
    blocks = [f"# {conversation.title or 'Untitled'}", f"*{conversation.created_at}*"]
    for message in conversation.messages:
        blocks.extend(_message_blocks(message))
    text = "\n\n".join(blocks) + "\n"
    return ExportFile(f"{_file_name(conversation)}.md", "text/markdown", text)


def _message_blocks(message: ConversationMessage) -> list[str]:
    blocks = [f"## {_SPEAKERS[message.role]}", *(_part(part) for part in message.parts)]
    if message.state in _UNFINISHED:
        blocks.append(f"*({_UNFINISHED[message.state]})*")
    return blocks


def _part(part: MessagePart) -> str:
    match part:
        case TextPart():
            return part.text.strip("\n")
        case ThoughtPart():
            return "\n".join(f"> {line}".rstrip() for line in part.text.strip("\n").splitlines())
        case ToolPart():
            return _tool(part)


def _tool(part: ToolPart) -> str:
    arguments = json.dumps(part.arguments, ensure_ascii=False, indent=2)
    blocks = [f"**Tool {_code(part.name)}**", _fenced(arguments, "json")]
    if part.content is not None:
        blocks.append("Error:" if part.is_error else "Result:")
        blocks.append(_fenced(part.content, ""))
    return "\n\n".join(blocks)


def _code(text: str) -> str:
    return f"`{text.replace('`', '')}`"


def _fenced(text: str, language: str) -> str:
    # A fence must be longer than any run of backticks inside it.
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def _file_name(conversation: ConversationDetail) -> str:
    """Return the title as a name that every system takes, without an ending."""
    name = _UNSAFE_IN_NAMES.sub(" ", conversation.title)
    return " ".join(name.split())[:_NAME_CHARS].strip(" .") or "conversation"
