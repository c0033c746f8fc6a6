"""What the figures were measured on: nothing in it names the machine or its paths."""

import os
import platform
from pathlib import Path
from typing import Any

import psutil

_CPUINFO = Path("/proc/cpuinfo")


def machine_facts() -> dict[str, Any]:
    """The processor, its load and the versions, as JSON."""
    return {
        "cpu": cpu_model(),
        "cores": os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 1e9),
        "load_at_start": round(psutil.getloadavg()[0], 2),
        "system": platform.system(),
        "kernel": platform.release().partition("-")[0],
        "machine": platform.machine(),
        "python": platform.python_version(),
        "compiler": platform.python_compiler(),
    }


def cpu_model() -> str:
    """The processor's name, as far as the system tells it."""
    if _CPUINFO.is_file():
        for line in _CPUINFO.read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                return value.strip()
    return platform.processor() or "unknown"
