"""The one door to the agents' prompts and other assets, so that a sealed pack can stand behind it."""

from importlib import resources
from typing import Final

_PROMPTS: Final = "prompts"


def prompt(name: str) -> str:
    """Return the prompt ``name``, without its ``.md``; raises ``FileNotFoundError`` when there is none."""
    return resources.files(__package__).joinpath(_PROMPTS, f"{name}.md").read_text(encoding="utf-8").strip()
