"""What one system's installers need beside electron-builder.json."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from build.package.layout import Layout
from build.platforms import System, Target
from build.workbench import Workbench

Compression = Literal["fast", "small"]
"""``fast`` is for tests, ``small`` is what ships."""


@dataclass(frozen=True)
class Request:
    """The installers that are asked for.

    Attributes:
        bench: the tools.
        app: the folder of the packed and sealed app.
        target: the machine that it is for.
        layout: where things are in it.
        product: product.json, as the app has it.
        work: a folder for what is needed meanwhile.
        host: the system that they are made on.
        compression: how much work goes into small files.
    """

    bench: Workbench
    app: Path
    target: Target
    layout: Layout
    product: Mapping[str, Any]
    work: Path
    host: System
    compression: Compression


@dataclass(frozen=True)
class Addition:
    """How electron-builder is set up for one system.

    Attributes:
        formats: what it makes, by its own names.
        config: goes over the effective configuration, section by section.
        environ: tells where the tools are that it would download otherwise.
        fetches: whether it downloads its own tools: on Windows and macOS, where nobody else's make what ships.
    """

    formats: tuple[str, ...]
    config: Mapping[str, Any] = field(default_factory=dict)
    environ: Mapping[str, str] = field(default_factory=dict)
    fetches: bool = False
