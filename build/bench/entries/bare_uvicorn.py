"""The least that a server on uvicorn and starlette can be: it answers ``/health``."""

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from build.bench.entries.serving import listen


async def health(_: Request) -> JSONResponse:
    """Say that all is well."""
    return JSONResponse({"status": "ok"})


if __name__ == "__main__":
    app = Starlette(routes=[Route("/health", health)])
    uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False)).run(sockets=[listen()])
