"""A program that writes until it is killed, and says what was acknowledged: one line a row, on stdout."""

import asyncio
import sys
from pathlib import Path

from backend.store.database import Database
from tests.backend.store.helpers import begin_run, token


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def main(path: Path) -> None:
    database = Database.open(path)
    conversation = await begin_run(database, "r1")
    say(conversation)
    seq = 1
    while True:
        await database.run_events.append("r1", seq, [token("r1", seq, f"{seq} "), token("r1", seq + 1, f"{seq + 1} ")])
        seq += 2
        created = await database.conversations.create(f"after {seq}")
        say(f"{seq} {created.id}")


asyncio.run(main(Path(sys.argv[1])))
