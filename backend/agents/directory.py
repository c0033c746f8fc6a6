"""All agents that a run can be started with: the product's own at once, those of plug-ins when they are loaded."""

import asyncio
from collections.abc import Mapping, Sequence

from backend.agents.engine import AgentDescription


class AgentDirectory:
    """Who there is. Used on the event loop only; plug-ins arrive once.

    Args:
        own: the product's own agents; the first is the default.
        plugins: the names of the plug-ins that are still to come.
    """

    def __init__(self, own: Sequence[AgentDescription], plugins: Sequence[str] = ()) -> None:
        self._agents = tuple(own)
        self._plugins = dict.fromkeys(plugins, "loading")
        self._complete = asyncio.Event()
        if not plugins:
            self._complete.set()

    @property
    def default(self) -> str:
        """The id of the agent that answers when none is asked for."""
        return self._agents[0].id

    @property
    def plugins(self) -> Mapping[str, str]:
        """Each plug-in with how it came out, in a few words."""
        return self._plugins

    def complete(self, agents: Sequence[AgentDescription], plugins: Mapping[str, str]) -> None:
        """Take in what the plug-ins brought, and how each came out."""
        self._agents += tuple(agents)
        self._plugins = dict(plugins)
        self._complete.set()

    async def all(self) -> Sequence[AgentDescription]:
        """Return every agent, as soon as the plug-ins are loaded."""
        await self._complete.wait()
        return self._agents

    async def knows(self, agent: str) -> bool:
        """Whether there is such an agent; one of the product's own is known at once."""
        return any(one.id == agent for one in self._agents) or any(one.id == agent for one in await self.all())
