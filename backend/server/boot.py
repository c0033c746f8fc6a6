"""From the command line to a service that runs, and back."""

import logging
import sys
from collections.abc import Sequence

from backend.assets.door import refuse_unusable_assets
from backend.errors import BackendError
from backend.logs import start_logging
from backend.product import product
from backend.server import job_object
from backend.server.arguments import Arguments, parse_arguments
from backend.server.descendants import kill_descendants
from backend.server.descriptors import STDIN
from backend.server.directories import keep_files_private, prepare_directory, unusable
from backend.server.errors import StoppedError
from backend.server.events import EventWriter
from backend.server.file_limit import raise_file_limit
from backend.server.handshake import TIMEOUT_S, ShellHandshake, parse_handshake
from backend.server.lock import DataDirLock
from backend.server.memory import give_back_large_blocks
from backend.server.service import Service
from backend.server.stdin import ShellPipe
from backend.server.stop import Stop
from backend.store.header import FILE_NAME, refuse_foreign_file
from backend.store.migrations import NEWEST_VERSION

_log = logging.getLogger(__name__)


def boot(arguments: list[str], events: EventWriter) -> None:
    """Shake hands with the shell, take the data directory, and serve until told to stop.

    Raises:
        StoppedError: it was told to stop before it served.
        BackendError: it cannot go on, for a reason that a person can do something about.
    """
    options = parse_arguments(arguments)
    if options.version:
        events.version(product().id, product().version)
        return
    if options.self_check is not None:
        _check_installation(events, options.self_check)
        return
    raise_file_limit()
    job_object.enter()
    keep_files_private()
    give_back_large_blocks()
    stop = Stop()
    stop.on_signals()
    handshake = _shake_hands(stop)
    prepare_directory(handshake.data_dir, "data")
    lock = DataDirLock.acquire(handshake.data_dir, stop.pause)
    try:
        _start_logging(handshake, options.log_level)
        refuse_foreign_file(handshake.data_dir / FILE_NAME, NEWEST_VERSION)
        refuse_unusable_assets(product().id, product().version)
        _serve(handshake, options, events, stop)
    finally:
        kill_descendants()
        lock.release()


def _check_installation(events: EventWriter, modules: Sequence[str]) -> None:
    from backend.server.self_check import self_check  # noqa: PLC0415 - a start has no use for it

    if not self_check(events, modules):
        raise BackendError(
            "installation-broken", "This installation lacks something that it needs.", "Install the program again."
        )


def _shake_hands(stop: Stop) -> ShellHandshake:
    pipe = ShellPipe(STDIN, stop.request)
    stop.call(lambda: pipe.give_up(StoppedError()))
    pipe.start()
    return parse_handshake(pipe.first_line(TIMEOUT_S))


def _start_logging(handshake: ShellHandshake, level: str) -> None:
    prepare_directory(handshake.log_dir, "log")
    try:
        start_logging(handshake.log_dir, level, [handshake.token])
    except OSError as error:
        raise unusable(handshake.log_dir, "log", error) from error


def _serve(handshake: ShellHandshake, options: Arguments, events: EventWriter, stop: Stop) -> None:
    _log.info("started", extra={"version": product().version, "python": sys.version.split()[0]})
    service = Service(handshake, options, product(), events, stop)
    service.start().join()
    service.outcome()
    _log.info("stopped as asked")
