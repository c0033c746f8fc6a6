"""Folds the events of a run into its message: the one definition, used while a run goes on and after a crash."""

from collections.abc import Iterable
from typing import Final

from backend.protocol.rest import MessagePart, TextPart, ThoughtPart, ToolPart
from backend.protocol.stream import AnyRunEvent, Thought, Token, ToolRequest, ToolResult, server_message

_BLOCK_CHARS: Final = 1024 * 1024


class Transcript:
    """What a run has said so far.

    Pieces are joined to blocks as they come: those of a long answer would else fill the heap with what is too small to
    be given back.
    """

    def __init__(self) -> None:
        self._closed: list[MessagePart] = []
        self._open: type[TextPart | ThoughtPart] = TextPart
        self._blocks: list[str] = []
        self._pieces: list[str] = []
        self._chars = 0

    def add(self, event: AnyRunEvent) -> None:
        """Take one event, in order."""
        match event:
            case Token(text=text):
                self._write(TextPart, text)
            case Thought(text=text):
                self._write(ThoughtPart, text)
            case ToolRequest():
                self._close()
                self._closed.append(ToolPart(call_id=event.call_id, name=event.name, arguments=event.arguments))
            case ToolResult():
                self._answer(event)
            case _:
                pass

    @property
    def text(self) -> str:
        """All that was said to the user, without thoughts and tools."""
        return "".join([part.text for part in self.parts if isinstance(part, TextPart)])

    @property
    def parts(self) -> list[MessagePart]:
        """The message, part by part; pieces of one kind that follow each other are one part."""
        return [*self._closed, *self._open_part()]

    def _write(self, kind: type[TextPart | ThoughtPart], text: str) -> None:
        if kind is not self._open:
            self._close()
            self._open = kind
        self._pieces.append(text)
        self._chars += len(text)
        if self._chars >= _BLOCK_CHARS:
            self._join()

    def _close(self) -> None:
        self._closed.extend(self._open_part())
        self._blocks = []

    def _open_part(self) -> list[MessagePart]:
        if self._pieces:
            self._join()
        if not self._blocks:
            return []
        # For good, so that a large text is in memory once, whoever asks for it how often.
        self._blocks = ["".join(self._blocks)]
        return [self._open(text=self._blocks[0])]

    def _join(self) -> None:
        self._blocks.append("".join(self._pieces))
        self._pieces, self._chars = [], 0

    def _answer(self, result: ToolResult) -> None:
        for index in range(len(self._closed) - 1, -1, -1):
            part = self._closed[index]
            if isinstance(part, ToolPart) and part.call_id == result.call_id and part.content is None:
                self._closed[index] = part.model_copy(update={"content": result.content, "is_error": result.is_error})
                return


def transcript_of(events: Iterable[str]) -> Transcript:
    """Fold stored events, each the JSON of one message of the stream.

    One that a broken disk has made unreadable ends it: a run that was cut off must not keep the program from starting.
    """
    transcript = Transcript()
    for encoded in events:
        try:
            event = server_message.validate_json(encoded)
        except ValueError:
            break
        if event.type != "error":
            transcript.add(event)
    return transcript
