"""The application: REST and the stream. Who may ask is decided by the server before a request gets here."""

from fastapi import FastAPI

from backend.api.body_limit import BodyLimit
from backend.api.conversations import conversation_routes
from backend.api.diagnostics import diagnostics_routes
from backend.api.models import model_routes
from backend.api.notices import notice_routes
from backend.api.problems import tell_problems
from backend.api.services import Services
from backend.stream.endpoint import StreamEndpoint

STREAM_PATH = "/ws"


def create_app(services: Services) -> FastAPI:
    """Return the application. It describes itself to nobody: there are no documentation pages."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    app.add_middleware(BodyLimit)
    tell_problems(app)
    app.include_router(conversation_routes(services))
    app.include_router(model_routes(services))
    app.include_router(notice_routes(services.notices))
    app.include_router(diagnostics_routes(services))
    app.add_api_websocket_route(STREAM_PATH, StreamEndpoint(services.runs).__call__)
    return app
