"""``/agents``, ``/providers`` and ``/settings``: who answers, and with which model."""

from fastapi import APIRouter

from backend.agents.engine import AgentDescription
from backend.api.services import Services
from backend.problems import ProblemError, bad_request, provider_not_found, provider_takes_no_key
from backend.protocol.rest import (
    Agent,
    Provider,
    ProviderKey,
    ProviderTest,
    ProviderTestResult,
    Settings,
    SettingsPatch,
    ToolInfo,
)
from backend.providers.model import ModelProvider
from backend.runs.keys import Keys


def model_routes(services: Services) -> APIRouter:
    """Return the routes."""
    serve = _Models(services)
    router = APIRouter()
    router.add_api_route("/agents", serve.agents, methods=["GET"])
    router.add_api_route("/providers", serve.providers, methods=["GET"])
    router.add_api_route("/providers/{provider_id}/key", serve.set_key, methods=["PUT"])
    router.add_api_route("/providers/{provider_id}/key", serve.delete_key, methods=["DELETE"])
    router.add_api_route("/providers/{provider_id}/test", serve.test, methods=["POST"])
    router.add_api_route("/settings", serve.settings, methods=["GET"])
    router.add_api_route("/settings", serve.change_settings, methods=["PATCH"])
    return router


class _Models:
    def __init__(self, services: Services) -> None:
        self._agents = services.agents
        self._providers = services.providers
        self._configuration = services.configuration
        self._keys = Keys(services.keys)

    async def agents(self) -> list[Agent]:
        return [_agent(agent) for agent in await self._agents.all()]

    async def providers(self) -> list[Provider]:
        return [await self._described(provider) for provider in self._providers.values()]

    async def set_key(self, provider_id: str, body: ProviderKey) -> Provider:
        provider = self._known(provider_id)
        if not provider.takes_key:
            raise provider_takes_no_key(provider.name)
        key = body.key.strip()
        if not key:
            raise bad_request("key: It must not be empty.")
        await self._configuration.keep_key(provider, key)
        return await self._described(provider)

    async def delete_key(self, provider_id: str) -> Provider:
        provider = self._known(provider_id)
        if provider.takes_key:
            await self._keys.delete(provider_id)
        return await self._described(provider)

    async def test(self, provider_id: str, body: ProviderTest | None = None) -> ProviderTestResult:
        provider = self._known(provider_id)
        config = await self._configuration.config_for_test(provider, body or ProviderTest())
        check = await provider.check(config)
        return ProviderTestResult(ok=check.ok, title=check.title, detail=check.detail, models=list(check.models))

    async def settings(self) -> Settings:
        return await self._configuration.settings()

    async def change_settings(self, body: SettingsPatch) -> Settings:
        return await self._configuration.change(body)

    def _known(self, provider_id: str) -> ModelProvider:
        provider = self._providers.get(provider_id)
        if provider is None:
            raise provider_not_found(provider_id)
        return provider

    async def _described(self, provider: ModelProvider) -> Provider:
        return Provider(
            id=provider.id,
            name=provider.name,
            description=provider.description,
            needs_base_url=provider.needs_base_url,
            needs_model=provider.needs_model,
            takes_key=provider.takes_key,
            has_key=await self._has_key(provider),
            key_storage=await self._keys.storage(),
        )

    async def _has_key(self, provider: ModelProvider) -> bool:
        try:
            return provider.takes_key and await self._keys.get(provider.id) is not None
        except ProblemError:
            # A keychain that is locked must not hide the providers. Whoever sets or needs a key is told why not.
            return False


def _agent(agent: AgentDescription) -> Agent:
    return Agent(
        id=agent.id,
        name=agent.name,
        description=agent.description,
        tools=[
            ToolInfo(name=tool.name, description=tool.description, needs_approval=tool.needs_approval)
            for tool in agent.tools
        ],
        suggestions=list(agent.suggestions),
    )
