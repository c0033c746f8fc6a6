"""Every error of the interface as RFC 9457 ``application/problem+json``."""

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.problems import (
    ProblemError,
    bad_request,
    body_too_large,
    internal,
    method_not_allowed,
    not_found,
    storage_failed,
)
from backend.protocol.problem import Problem
from backend.store.trouble import StoreError

_log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"


def problem_response(problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """Return the answer that tells a problem."""
    return Response(
        problem.model_dump_json(),
        status_code=problem.status or HTTPStatus.INTERNAL_SERVER_ERROR,
        media_type=MEDIA_TYPE,
        headers=headers,
    )


def tell_problems(app: FastAPI) -> None:
    """Make the app answer all errors as problems."""

    @app.exception_handler(ProblemError)
    async def known(_: Request, error: ProblemError) -> Response:
        return problem_response(error.problem)

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> Response:
        return problem_response(bad_request(_sentence(error.errors())).problem)

    @app.exception_handler(StoreError)
    async def store(_: Request, error: StoreError) -> Response:
        _log.error("the store refused", exc_info=error)
        return problem_response(storage_failed(error.trouble).problem)

    @app.exception_handler(HTTPException)
    async def http(_: Request, error: HTTPException) -> Response:
        return problem_response(_of_status(error), error.headers)

    app.add_middleware(_LastResort)


def _sentence(errors: Sequence[Any]) -> str:
    """Say which fields are wrong and how, never what was in them: it may be a key."""
    return "; ".join(f"{_place(error['loc'])}: {error['msg']}" for error in errors[:5]) + "."


def _place(location: Sequence[str | int]) -> str:
    # 'body' or 'query' comes first; a place in broken JSON is a number that tells nobody anything.
    return ".".join(str(part) for part in location[1:] if isinstance(part, str)) or str(location[0])


def _of_status(error: HTTPException) -> Problem:
    match error.status_code:
        case HTTPStatus.NOT_FOUND:
            return not_found().problem
        case HTTPStatus.METHOD_NOT_ALLOWED:
            return method_not_allowed().problem
        case HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            return body_too_large().problem
        case status:
            phrase = HTTPStatus(status).phrase
            return Problem(
                type=phrase.lower().replace(" ", "-"), title=f"{phrase}.", detail=str(error.detail), status=status
            )


class _LastResort:
    """Answers what nobody foresaw with a plain 500; what it was stands in the log and nowhere else."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception:
            _log.exception("a request failed inside the program", extra={"path": scope["path"]})
            if begun:
                raise
            await problem_response(internal().problem)(scope, receive, send)
