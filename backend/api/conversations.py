"""``/conversations``: list, make, search, read, rename, delete, export."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from backend.api.export import json_file, markdown_file
from backend.api.services import Services
from backend.problems import bad_request, conversation_not_found
from backend.protocol.brief import brief_conversation
from backend.protocol.rest import (
    Conversation,
    ConversationDetail,
    ConversationPatch,
    NewConversation,
    SearchHit,
)

Limit = Annotated[int, Query(ge=1, le=1000)]
SearchLimit = Annotated[int, Query(ge=1, le=200)]
ExportFormat = Annotated[Literal["markdown", "json"], Query(alias="format")]
WholeText = Annotated[
    bool, Query(description="false: long messages that have parts come without `text`, which says the same")
]
SearchText = Annotated[str, Query(max_length=1000)]


def conversation_routes(services: Services) -> APIRouter:
    """Return the routes."""
    serve = _Conversations(services)
    router = APIRouter(prefix="/conversations")
    router.add_api_route("", serve.page, methods=["GET"])
    router.add_api_route("", serve.create, methods=["POST"], status_code=201)
    # Before '/{conversation_id}', which would take 'search' for an id.
    router.add_api_route("/search", serve.search, methods=["GET"])
    router.add_api_route("/{conversation_id}", serve.read, methods=["GET"])
    router.add_api_route("/{conversation_id}", serve.rename, methods=["PATCH"])
    router.add_api_route("/{conversation_id}", serve.delete, methods=["DELETE"], status_code=204)
    router.add_api_route("/{conversation_id}/export", serve.export, methods=["GET"])
    return router


class _Conversations:
    def __init__(self, services: Services) -> None:
        self._conversations = services.database.conversations
        self._search = services.database.search
        self._runs = services.runs

    async def page(self, limit: Limit = 200, before: str | None = None) -> list[Conversation]:
        page = await self._conversations.page(limit, before)
        if page is None:
            raise conversation_not_found()
        return page

    async def create(self, body: NewConversation | None = None) -> Conversation:
        return await self._conversations.create(_title(body.title) if body and body.title is not None else "")

    async def search(self, q: SearchText, limit: SearchLimit = 50) -> list[SearchHit]:
        return await self._search.find(q, limit)

    async def read(self, conversation_id: str, whole_text: WholeText = True) -> ConversationDetail:
        conversation = await self._runs.conversation(conversation_id)
        if conversation is None:
            raise conversation_not_found()
        return conversation if whole_text else brief_conversation(conversation)

    async def rename(self, conversation_id: str, body: ConversationPatch) -> Conversation:
        renamed = await self._conversations.rename(conversation_id, _title(body.title))
        if renamed is None:
            raise conversation_not_found()
        return renamed

    async def delete(self, conversation_id: str) -> Response:
        async with self._runs.without_runs(conversation_id):
            if not await self._conversations.delete(conversation_id):
                raise conversation_not_found()
        return Response(status_code=204)

    async def export(self, conversation_id: str, file_format: ExportFormat = "markdown") -> Response:
        conversation = await self.read(conversation_id)
        file = markdown_file(conversation) if file_format == "markdown" else json_file(conversation)
        return Response(file.text, media_type=file.media_type, headers={"Content-Disposition": file.disposition})


def _title(title: str) -> str:
    line = " ".join(title.split())
    if not line:
        raise bad_request("title: It must say something.")
    return line
