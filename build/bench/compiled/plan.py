"""What is to be measured, as JSON between the command and the program that measures."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Variant:
    """One way to run the backend.

    Attributes:
        key: stable, for programs.
        title: for people.
        command: how it is started.
        folder: where it is started.
        listens_first: whether it imports in the background, behind the open port.
        payload: the file or folder that would be shipped; None for source.
    """

    key: str
    title: str
    command: tuple[str, ...]
    folder: str
    listens_first: bool
    payload: str | None = None


@dataclass(frozen=True)
class App:
    """One packed app: how it is started, by somebody without privileges."""

    key: str
    title: str
    command: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """The variants and apps, and how often each is measured; the seed of the order makes a run repeatable."""

    rounds: int
    seed: int
    variants: Sequence[Variant]
    apps: Sequence[App] = ()


def read_plan(path: Path) -> Plan:
    """Read what was written of a plan."""
    fields: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    variants = [Variant(**{**one, "command": tuple(one["command"])}) for one in fields["variants"]]
    apps = [App(**{**one, "command": tuple(one["command"])}) for one in fields["apps"]]
    return Plan(fields["rounds"], fields["seed"], variants, apps)
