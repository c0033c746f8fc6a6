"""From the spawn of a program to its first answer."""

import subprocess
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

from build.bench.scripting import QUESTION
from build.bench.target import environment, started


def start(command: Sequence[str], folder: Path, data: Path, scratch: Path, *, talks: bool) -> dict[str, Any]:
    """Seconds to the answer of ``/health``, and to the first word of an answer of the built-in demo model.

    Args:
        command: the program.
        folder: where it is started.
        data: its data directory.
        scratch: its home.
        talks: whether it can be asked a question.
    """
    with started(command, folder, data, scratch) as target:
        target.http().get("/health")
        sample = {"health_s": perf_counter() - target.begun}
        if talks:
            stream = target.stream()
            stream.send({"type": "run.start", "request_id": "first", "input": QUESTION})
            run = stream.receive_until("run.started")["run_id"]
            stream.receive_until("token")
            sample["first_token_s"] = perf_counter() - target.begun
            stream.send({"type": "run.cancel", "run_id": run})
    return sample


def run_to_its_end(command: Sequence[str], folder: Path, scratch: Path) -> dict[str, Any]:
    """Seconds to the end of a program that does nothing."""
    begun = perf_counter()
    subprocess.run(list(command), cwd=folder, env=environment(scratch), check=True)
    return {"health_s": perf_counter() - begun}
