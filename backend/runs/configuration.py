"""The settings and keys, and the model that they make: what a run begins with."""

import asyncio
from collections.abc import Mapping

from backend.problems import provider_not_found
from backend.protocol.rest import ProviderTest, Settings, SettingsPatch
from backend.providers.errors import ModelError
from backend.providers.model import ModelProvider, ProviderConfig
from backend.runs.keys import Keys
from backend.runs.settings_rules import normal_base_url, usable_workspace
from backend.runs.turn import TurnSetup
from backend.secrets.keys import KeyStore
from backend.store.settings import SettingsTable


class Configuration:
    """Reads and changes the settings. A change applies to the next run; runs that go on keep what they began with."""

    def __init__(self, table: SettingsTable, providers: Mapping[str, ModelProvider], keys: KeyStore) -> None:
        self._table = table
        self._providers = providers
        self._keys = Keys(keys)

    async def settings(self) -> Settings:
        """Return the settings; before any is set, the first provider answers."""
        stored = await self._table.load()
        return Settings(
            provider=stored.get("provider") or next(iter(self._providers)),
            base_url=stored.get("base_url"),
            model=stored.get("model"),
            workspace=stored.get("workspace"),
        )

    async def change(self, patch: SettingsPatch) -> Settings:
        """Set what the patch names, all of it or nothing.

        Raises:
            ProblemError: ``provider-not-found``, ``invalid-setting``.
        """
        named = patch.model_dump(exclude_unset=True)
        changes: dict[str, str | None] = {}
        if "provider" in named:
            changes["provider"] = self._known_provider(patch.provider)
        if "base_url" in named:
            changes["base_url"] = normal_base_url(patch.base_url)
        if "model" in named:
            changes["model"] = _without_blanks(patch.model)
        if "workspace" in named:
            changes["workspace"] = await asyncio.to_thread(usable_workspace, patch.workspace)
        if changes:
            await self._table.save(changes)
        return await self.settings()

    async def setup(self) -> TurnSetup:
        """Return the model and the folder for a run that begins now.

        Raises:
            ModelError: The settings are not complete.
            ProblemError: ``key-storage-failed``.
        """
        settings = await self.settings()
        provider = self._providers.get(settings.provider)
        if provider is None:
            raise ModelError(
                "model-not-configured",
                f"There is no provider named '{settings.provider}' in this version.",
                "Choose another one in the settings.",
                retryable=False,
            )
        config = ProviderConfig(settings.base_url, settings.model, await self._key(provider))
        return TurnSetup(provider.client(config), settings.workspace)

    async def config_for_test(self, provider: ModelProvider, form: ProviderTest) -> ProviderConfig:
        """Return what is in the form; what it leaves out is taken from what is saved for this provider."""
        settings = await self.settings()
        saved = settings if settings.provider == provider.id else None
        base_url = form.base_url if form.base_url is not None or saved is None else saved.base_url
        model = form.model if form.model is not None or saved is None else saved.model
        key = _without_blanks(form.key) or await self._key(provider)
        return ProviderConfig(_without_blanks(base_url), _without_blanks(model), key)

    async def _key(self, provider: ModelProvider) -> str | None:
        return await self._keys.get(provider.id) if provider.takes_key else None

    def _known_provider(self, provider: str | None) -> str | None:
        if provider is not None and provider not in self._providers:
            raise provider_not_found(provider)
        return provider


def _without_blanks(value: str | None) -> str | None:
    return (value or "").strip() or None
