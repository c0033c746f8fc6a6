"""The settings and keys, and the model that they make: what a run begins with."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path

from backend.problems import provider_not_found
from backend.protocol.rest import ProviderTest, Settings, SettingsPatch
from backend.providers.errors import ModelError
from backend.providers.model import ModelProvider, ProviderConfig
from backend.runs.key_servers import KeyServers
from backend.runs.keys import Keys
from backend.runs.settings_rules import normal_base_url, usable_workspace
from backend.runs.turn import TurnSetup
from backend.secrets.keys import KeyStore
from backend.store.settings import SettingsTable


class Configuration:
    """Reads and changes the settings. A change applies to the next run; runs that go on keep what they began with.

    Args:
        table: where they are kept.
        providers: by their ids.
        keys: where the keys of providers are kept.
        own_folders: the folders of the program itself, which no agent gets for its workspace.
    """

    def __init__(
        self,
        table: SettingsTable,
        providers: Mapping[str, ModelProvider],
        keys: KeyStore,
        own_folders: Sequence[Path] = (),
    ) -> None:
        self._table = table
        self._providers = providers
        self._keys = Keys(keys)
        self._key_servers = KeyServers(table)
        self._own_folders = own_folders

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
            base_url = normal_base_url(patch.base_url)
            changes |= await self._key_servers.changes(self._providers.values(), base_url)
            changes["base_url"] = base_url
        if "model" in named:
            changes["model"] = _without_blanks(patch.model)
        if "workspace" in named:
            changes["workspace"] = await asyncio.to_thread(usable_workspace, patch.workspace, self._own_folders)
        if changes:
            await self._table.save(changes)
        if "base_url" in changes:
            self._key_servers.changed()
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
        config = ProviderConfig(settings.base_url, settings.model, await self._key(provider, settings.base_url))
        return TurnSetup(provider.client(config), settings.workspace)

    async def keep_key(self, provider: ModelProvider, key: str) -> None:
        """Keep a key that the user has entered.

        Raises:
            ProblemError: ``key-storage-failed``.
        """
        await self._keys.set(provider.id, key)
        await self._key_servers.entered(provider)

    async def config_for_test(self, provider: ModelProvider, form: ProviderTest) -> ProviderConfig:
        """Return what is in the form; what it leaves out is taken from what is saved for this provider.

        The saved key is left out where the form names a server that it is not for.
        """
        settings = await self.settings()
        saved = settings if settings.provider == provider.id else None
        base_url = form.base_url if form.base_url is not None or saved is None else saved.base_url
        model = form.model if form.model is not None or saved is None else saved.model
        key = _without_blanks(form.key) or await self._key(provider, base_url)
        return ProviderConfig(_without_blanks(base_url), _without_blanks(model), key)

    async def _key(self, provider: ModelProvider, base_url: str | None) -> str | None:
        if not provider.takes_key or not await self._key_servers.allow(provider, base_url):
            return None
        return await self._keys.get(provider.id)

    def _known_provider(self, provider: str | None) -> str | None:
        if provider is not None and provider not in self._providers:
            raise provider_not_found(provider)
        return provider


def _without_blanks(value: str | None) -> str | None:
    return (value or "").strip() or None
