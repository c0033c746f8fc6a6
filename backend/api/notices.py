"""``/notices``: what happened without the user's doing, told until they have seen it."""

import asyncio
from http import HTTPStatus
from pathlib import Path
from typing import Final

from fastapi import APIRouter

from backend.problems import notice_not_found
from backend.protocol.rest import Notice
from backend.store.aside import Aside

SET_ASIDE: Final = "database-set-aside"


class Notices:
    """What the user has not seen yet; used on the event loop.

    A database that was set aside is remembered on disk; what else is told lives as long as this process.
    """

    def __init__(self, aside: Aside) -> None:
        self._aside = aside
        self._told: dict[str, Notice] = {}

    def tell(self, notice: Notice) -> None:
        """Let the user know; a notice of the same id is replaced."""
        self._told[notice.id] = notice

    async def all(self) -> list[Notice]:
        """Return them, the gravest first."""
        kept = await asyncio.to_thread(self._aside.untold)
        return [*([] if kept is None else [_set_aside(kept)]), *self._told.values()]

    async def dismiss(self, notice_id: str) -> None:
        """Forget it: the user has seen it.

        Raises:
            ProblemError: ``notice-not-found``.
        """
        was_kept = notice_id == SET_ASIDE and await asyncio.to_thread(self._aside.told)
        if self._told.pop(notice_id, None) is None and not was_kept:
            raise notice_not_found()


def notice_routes(notices: Notices) -> APIRouter:
    """Return the routes."""
    router = APIRouter()

    @router.get("/notices")
    async def unseen() -> list[Notice]:
        return await notices.all()

    @router.delete("/notices/{notice_id}", status_code=HTTPStatus.NO_CONTENT)
    async def seen(notice_id: str) -> None:
        await notices.dismiss(notice_id)

    return router


def _set_aside(kept: Path) -> Notice:
    return Notice(
        id=SET_ASIDE,
        title="Your earlier conversations could not be read.",
        detail=(
            "The file that holds them was damaged, as a failing disk can do it. It is kept as "
            f"“{kept}”, and a new, empty one was begun. If you have a copy of it, such as one in the folder “backups” "
            "beside it, quit the program, put the copy in the place of the new one, and start again."
        ),
    )
