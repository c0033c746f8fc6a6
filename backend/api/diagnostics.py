"""``/health`` and ``/diagnostics``: how the backend is."""

import asyncio
import os
import platform
import time
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version

from fastapi import APIRouter

from backend.api.services import Services
from backend.protocol.base import PROTOCOL_VERSION
from backend.protocol.process import Health
from backend.protocol.rest import Diagnostics
from backend.runs.keys import Keys


def diagnostics_routes(services: Services) -> APIRouter:
    """Return the routes."""
    router = APIRouter()

    @router.get("/health")
    async def health() -> Health:
        return Health(version=services.version, engine=services.engines.state)

    @router.get("/diagnostics")
    async def diagnostics() -> Diagnostics:
        keys = Keys(services.keys)
        return Diagnostics(
            version=services.version,
            protocol=PROTOCOL_VERSION,
            python=platform.python_version(),
            platform=platform.platform(),
            pid=os.getpid(),
            uptime_seconds=round(time.monotonic() - services.started_at, 3),
            engine=services.engines.state,
            engine_error=services.engines.error,
            packages=await asyncio.to_thread(_versions, services.packages),
            plugins=dict(services.agents.plugins),
            database=await services.database.statistics.collect(),
            settings=await services.configuration.settings(),
            keychain=f"{await keys.storage()}: {await keys.explanation()}",
            runs=services.runs.statistics,
        )

    return router


def _versions(packages: Iterable[str]) -> dict[str, str]:
    return {name: found for name in packages if (found := _version(name))}


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        # A packaged program carries the metadata of few packages.
        return None
