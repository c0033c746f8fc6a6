"""What the interface serves: built by ``server``, passed in whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backend.agents.directory import AgentDirectory
from backend.api.notices import Notices
from backend.providers.model import ModelProvider
from backend.runs.configuration import Configuration
from backend.runs.engine_source import EngineSource
from backend.runs.registry import RunRegistry
from backend.secrets.keys import KeyStore
from backend.store.database import Database


@dataclass(frozen=True, slots=True)
class Services:
    """All parts of a running backend.

    Attributes:
        version: of the product.
        started_at: ``time.monotonic()`` at the start of the process.
        packages: names of the installed packages whose versions a support archive shows.
    """

    version: str
    started_at: float
    database: Database
    runs: RunRegistry
    configuration: Configuration
    engines: EngineSource
    agents: AgentDirectory
    providers: Mapping[str, ModelProvider]
    keys: KeyStore
    notices: Notices
    packages: Sequence[str] = (
        "autogen-agentchat",
        "autogen-core",
        "fastapi",
        "httpx2",
        "keyring",
        "pydantic",
        "starlette",
        "uvicorn",
        "websockets",
    )
