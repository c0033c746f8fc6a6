"""How long the event loop of a server keeps others waiting, seen from outside: round trips of ``/health``.

``python -m build.bench.backend.probe PORT`` asks again and again on one connection, in a process of its own, until its
stdin ends; then it prints the seconds of each round trip as JSON. Whoever starts it waits for its first line.
"""

import json
import select
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Final

from build.bench.wire import HttpConnection

PAUSE_S: Final = 0.002


def probe(port: int) -> None:
    """Ask until stdin ends."""
    connection = HttpConnection(port, "")
    connection.get("/health")
    print("asking", flush=True)
    seconds: list[float] = []
    while not select.select([sys.stdin], [], [], PAUSE_S)[0]:
        begun = perf_counter()
        connection.get("/health")
        seconds.append(perf_counter() - begun)
    print(json.dumps(seconds))


@contextmanager
def probing(port: int) -> Iterator[list[float]]:
    """Probe while a block runs; the list is filled when it is over."""
    seconds: list[float] = []
    with subprocess.Popen(
        [sys.executable, "-m", __spec__.name, str(port)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        if process.stdout:
            process.stdout.readline()
        try:
            yield seconds
        finally:
            answer, _ = process.communicate()
    seconds += json.loads(answer)


if __name__ == "__main__":
    probe(int(sys.argv[1]))
