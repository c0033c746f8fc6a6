"""The providers there are. Light: what they need is imported when a client is made."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from backend.providers.demo.provider import DemoProvider
from backend.providers.model import ModelProvider
from backend.providers.openai_compatible.provider import OpenAICompatibleProvider
from backend.providers.openai_compatible.transport import READ_SECONDS


def providers(read_seconds: float = READ_SECONDS) -> Mapping[str, ModelProvider]:
    """Return all by their ids; the first is the default, for it needs no settings.

    Args:
        read_seconds: how long a model's server may be silent in the middle of an answer.
    """
    every: tuple[ModelProvider, ...] = (DemoProvider(), OpenAICompatibleProvider(read_seconds))
    return MappingProxyType({provider.id: provider for provider in every})


PROVIDERS: Final = providers()
