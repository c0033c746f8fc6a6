"""Asking a server through the client, for tests of what comes back."""

from contextlib import aclosing
from typing import Any

from backend.providers.model import UserTurn
from backend.providers.openai_compatible import address
from backend.providers.openai_compatible.client import OpenAICompatibleModel

KEY = "sk-test-0123456789abcdef"


async def ask(base_url: str, **options: Any) -> list[Any]:
    model = OpenAICompatibleModel(address.read(base_url), "m", KEY, **options)
    try:
        async with aclosing(model.stream([UserTurn("hi")], [])) as events:
            return [event async for event in events]
    finally:
        await model.close()
