"""The providers there are. Light: what they need is imported when a client is made."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from backend.providers.demo.provider import DemoProvider
from backend.providers.model import ModelProvider
from backend.providers.openai_compatible.provider import OpenAICompatibleProvider

# The first is the default: it needs no settings.
_ALL: Final[tuple[ModelProvider, ...]] = (DemoProvider(), OpenAICompatibleProvider())
PROVIDERS: Final[Mapping[str, ModelProvider]] = MappingProxyType({provider.id: provider for provider in _ALL})
