"""The application on its own: real store, real registry, a scripted engine, providers and keys of the test."""

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import httpx2

from backend.agents.directory import AgentDirectory
from backend.api.app import create_app
from backend.api.notices import Notices
from backend.api.services import Services
from backend.errors import BackendError
from backend.providers.errors import ModelError
from backend.providers.model import ModelClient, ModelProvider, ProviderCheck, ProviderConfig
from backend.runs.configuration import Configuration
from backend.runs.engine_source import EngineSource
from backend.runs.limits import RunLimits
from backend.runs.registry import RunRegistry
from backend.store.database import Database
from tests.backend.runs.world import AGENTS, Script, ScriptedEngine, SilentModel, echo


class Keys:
    """A key store that can be locked."""

    storage: Literal["keychain", "memory"] = "keychain"
    explanation = "The test keeps them."

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.locked = False

    def known(self, provider_id: str) -> None:  # noqa: ARG002 - of the interface
        return None

    def get(self, provider_id: str) -> str | None:
        self._open()
        return self.kept.get(provider_id)

    def set(self, provider_id: str, key: str) -> None:
        self._open()
        self.kept[provider_id] = key

    def delete(self, provider_id: str) -> None:
        self._open()
        self.kept.pop(provider_id, None)

    def _open(self) -> None:
        if self.locked:
            raise BackendError("keychain-locked", "The keychain is locked.", "Unlock it.")


@dataclass
class Provider:
    """A provider that says with what it was asked."""

    id: str
    takes_key: bool
    name: str = "A provider"
    description: str = "For tests."
    needs_base_url: bool = False
    needs_model: bool = False
    asked: list[ProviderConfig] = field(default_factory=list)

    def client(self, config: ProviderConfig) -> ModelClient:
        self.asked.append(config)
        if self.takes_key and not config.key:
            raise ModelError("model-not-configured", "There is no key.", "Set one.", retryable=False)
        return SilentModel()

    async def check(self, config: ProviderConfig) -> ProviderCheck:
        self.asked.append(config)
        return ProviderCheck(config.key is not None, "Tried.", "It was tried.", ("m1", "m2"))


@dataclass
class Served:
    """What a test sees."""

    http: httpx2.AsyncClient
    services: Services
    keys: Keys
    plain: Provider
    keyed: Provider


@asynccontextmanager
async def served(
    path: Path, script: Script = echo, limits: RunLimits | None = None, more: Sequence[ModelProvider] = ()
) -> AsyncIterator[Served]:
    database = Database.open(path / "data.db")
    keys, plain, keyed = Keys(), Provider("plain", takes_key=False), Provider("keyed", takes_key=True)
    providers: dict[str, ModelProvider] = {one.id: one for one in (plain, keyed, *more)}
    configuration = Configuration(database.settings, providers, keys)
    engines = EngineSource()
    engines.loaded(ScriptedEngine(script))
    agents = AgentDirectory(AGENTS)
    runs = RunRegistry(
        database=database, engines=engines, setups=configuration.setup, agents=agents, limits=limits or RunLimits()
    )
    services = Services(
        version="1.2.3",
        started_at=time.monotonic(),
        database=database,
        runs=runs,
        configuration=configuration,
        engines=engines,
        agents=agents,
        providers=providers,
        keys=keys,
        notices=Notices(database.aside),
    )
    transport = httpx2.ASGITransport(create_app(services))
    try:
        async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1") as http:
            yield Served(http, services, keys, plain, keyed)
    finally:
        await runs.close()
        database.close()
