"""Everything behind the port, put together: the one place that knows all packages.

Imported and called in the background, when the port is open already. The agent engine comes later still, by itself.
"""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from backend.agents.catalog import Agent, own_agents
from backend.agents.directory import AgentDirectory
from backend.api.app import create_app
from backend.api.notices import Notices
from backend.api.services import Services
from backend.plugins import Plugins, plugin_names
from backend.product import Product
from backend.protocol.rest import Notice
from backend.providers.openai_compatible.transport import READ_SECONDS
from backend.providers.registry import providers
from backend.runs.configuration import Configuration
from backend.runs.engine_source import EngineSource
from backend.runs.limits import RunLimits
from backend.runs.registry import RunRegistry
from backend.secrets.keychain import open_key_store
from backend.server.arguments import Arguments
from backend.server.handshake import ShellHandshake
from backend.server.keys import LateKeyStore
from backend.store.database import Database
from backend.store.header import FILE_NAME


class Composition:
    """The parts that the process itself handles; the application holds the rest."""

    def __init__(self, services: Services, own_agents: Sequence[Agent]) -> None:
        self.application = create_app(services)
        self.engines = services.engines
        self.agents = services.agents
        self.own_agents = own_agents
        self._notices = services.notices
        self._runs = services.runs
        self._database = services.database

    def take_plugins(self, plugins: Plugins) -> None:
        """Take in what the plug-ins brought, and tell the user which are missing. On the event loop."""
        self.agents.complete([agent.description for agent in plugins.agents], plugins.outcomes)
        for name, why in plugins.failures.items():
            self._notices.tell(_left_out(name, why))

    async def close(self) -> None:
        """Store what active runs have said so far, then close the database."""
        try:
            await self._runs.close()
        finally:
            # In a thread of its own: those of the loop may all be waiting for something else.
            closing = ThreadPoolExecutor(1, "closing")
            await asyncio.get_running_loop().run_in_executor(closing, self._database.close)


def compose(handshake: ShellHandshake, options: Arguments, product: Product, started_at: float) -> Composition:
    """Build the backend. Blocks: the database may have to be migrated.

    Args:
        handshake: what the shell said.
        options: what the command line said.
        product: what this program is.
        started_at: ``time.monotonic()`` at the start of the process.

    Raises:
        DataDirError: the database cannot be opened.
        DatabaseNewerError: a later version of the program wrote it.
        BackendError: an agent of the product, or the list of plug-ins, cannot be used.
    """
    own = own_agents()
    plugins = () if options.without_plugins else plugin_names()
    agents = AgentDirectory([agent.description for agent in own], plugins)
    database = Database.open(handshake.data_dir / FILE_NAME)
    keys = LateKeyStore(partial(open_key_store, product.keychain_service))
    models = providers(options.model_timeout_s or READ_SECONDS)
    configuration = Configuration(database.settings, models, keys, (handshake.data_dir, handshake.log_dir))
    engines = EngineSource()
    limits = RunLimits() if options.grace_s is None else RunLimits(grace_s=options.grace_s)
    runs = RunRegistry(database=database, engines=engines, setups=configuration.setup, agents=agents, limits=limits)
    services = Services(
        version=product.version,
        started_at=started_at,
        database=database,
        runs=runs,
        configuration=configuration,
        engines=engines,
        agents=agents,
        providers=models,
        keys=keys,
        notices=Notices(database.aside),
    )
    return Composition(services, own)


def _left_out(name: str, why: str) -> Notice:
    return Notice(
        id=f"plugin-left-out-{name}",
        title=f"The plug-in “{name}” was left out, and its agents with it.",
        detail=f"{why} All else works without it. Start the agent again; if that does not help, tell its maker.",
    )
