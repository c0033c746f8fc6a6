"""The demo model as a provider: needs nothing."""

from backend.providers.demo.client import DemoModel
from backend.providers.model import ModelClient, ProviderCheck, ProviderConfig


class DemoProvider:
    """Always there, offline and without a key."""

    id = "demo"
    name = "Demo model"
    description = "Built in, offline, no key: a set of rules with no language model inside. Its tools are real."
    needs_base_url = False
    needs_model = False
    takes_key = False

    def client(self, config: ProviderConfig) -> ModelClient:  # noqa: ARG002 - of the interface
        """Make a client; nothing has to be configured."""
        return DemoModel()

    async def check(self, config: ProviderConfig) -> ProviderCheck:  # noqa: ARG002 - of the interface
        """Say that it works: there is nothing that could not."""
        return ProviderCheck(
            ok=True,
            title="The demo model is ready.",
            detail="It is built in and needs no network. It is no language model: connect one for free questions.",
        )
