"""The provider: settings in, client out, and the test behind the settings' button."""

from contextlib import aclosing
from typing import Final

from backend.providers.errors import ModelError
from backend.providers.model import ModelClient, ProviderCheck, ProviderConfig, UserTurn
from backend.providers.openai_compatible import address, failures
from backend.providers.openai_compatible.address import Address
from backend.providers.openai_compatible.client import OpenAICompatibleModel
from backend.providers.openai_compatible.transport import READ_SECONDS

CHECK_SECONDS: Final = 30.0
_CHECK_TOKENS: Final = 8


class OpenAICompatibleProvider:
    """Any OpenAI-compatible server.

    Args:
        read_seconds: how long it may be silent in the middle of an answer.
    """

    id = "openai-compatible"
    name = "OpenAI-compatible server"
    description = (
        "A language model at any server with the OpenAI-compatible protocol: a cloud service, or one on your own "
        "machine such as llama-server, Ollama, LM Studio or vLLM."
    )
    needs_base_url = True
    needs_model = True
    takes_key = True

    def __init__(self, read_seconds: float = READ_SECONDS) -> None:
        self._read_seconds = read_seconds

    def client(self, config: ProviderConfig) -> ModelClient:
        """Make a client; the key may be missing, for servers on one's own machine want none."""
        server = address.read(config.base_url)
        return OpenAICompatibleModel(server, _model(config), _key(config), read_seconds=self._read_seconds)

    async def check(self, config: ProviderConfig) -> ProviderCheck:
        """Ask for the list of models, then for a word of the chosen one."""
        try:
            server = address.read(config.base_url)
            return await _check(server, config)
        except ModelError as error:
            return ProviderCheck(ok=False, title=error.title, detail=error.detail)


async def _check(server: Address, config: ProviderConfig) -> ProviderCheck:
    options = {"max_tokens": _CHECK_TOKENS}
    model = (config.model or "").strip()
    client = OpenAICompatibleModel(server, model, _key(config), options=options, read_seconds=CHECK_SECONDS)
    try:
        names = await client.models() or ()
        if not model:
            return _without_model(server, names)
        try:
            await _first_word(client)
        except ModelError as error:
            return ProviderCheck(ok=False, title=error.title, detail=error.detail, models=names)
    finally:
        await client.close()
    return ProviderCheck(
        ok=True, title="It works.", detail=f"“{model}” at {server.host} answered.{_plain_text(server)}", models=names
    )


async def _first_word(client: OpenAICompatibleModel) -> None:
    """Wait for any sign of an answer, then hang up: a few tokens at most are spent."""
    async with aclosing(client.stream([UserTurn("Say: ok")], [])) as events:
        async for _ in events:
            return


def _without_model(server: Address, names: tuple[str, ...]) -> ProviderCheck:
    if names:
        detail = f"It offers {len(names)} models: choose one of them, then test again."
    else:
        detail = "It does not tell its models: enter the name of one, then test again."
    return ProviderCheck(ok=False, title=f"{server.host} answers; the model is missing.", detail=detail, models=names)


def _plain_text(server: Address) -> str:
    if server.is_loopback or server.url.startswith("https:"):
        return ""
    return " Note that http sends the key and your messages over the network in the clear: use https where you can."


def _model(config: ProviderConfig) -> str:
    model = (config.model or "").strip()
    if not model:
        raise failures.not_configured("model's name")
    return model


def _key(config: ProviderConfig) -> str | None:
    return (config.key or "").strip() or None
