"""The process from its first to its last moment: the one place where an error becomes an exit code.

Only the standard library is imported here, so that an installation with a broken dependency can say so, too.
"""

import errno
import logging
import sys

from backend.errors import EXIT_STOPPED, BackendError
from backend.server.descriptors import claim_stdout
from backend.server.errors import StoppedError
from backend.server.events import EventWriter
from backend.server.file_limit import TOO_MANY_FILES

_log = logging.getLogger(__name__)


def main() -> int:
    """Run the backend until it is told to stop; return its exit code."""
    events = EventWriter(claim_stdout())
    # Until there is a log file, records go nowhere: stderr is for the hint on a fatal error alone.
    logging.getLogger().addHandler(logging.NullHandler())
    try:
        from backend.server.boot import boot  # noqa: PLC0415 - it may fail, and that is told as any other failure

        boot(sys.argv[1:], events)
    except StoppedError:
        return EXIT_STOPPED
    except BackendError as error:
        return _report(error, events)
    except BaseException as error:  # noqa: BLE001 - whatever it was, the shell is told
        _log.critical("the backend failed", exc_info=error)
        return _report(internal_error(error), events)
    finally:
        logging.shutdown()
    return EXIT_STOPPED


def internal_error(error: BaseException) -> BackendError:
    """Return what the shell is told of an error that nobody foresaw; the error itself stands in the log only."""
    if isinstance(error, OSError) and error.errno in {errno.EMFILE, errno.ENFILE}:
        return BackendError(*TOO_MANY_FILES)
    module = error.name if isinstance(error, ImportError) else None
    cause = f"the module {module} is missing or broken" if module else type(error).__name__
    return BackendError(
        "internal-error",
        f"The backend failed because of an error of its own ({cause}).",
        "Start again; if it happens again, install the program anew, or report it with the diagnostics.",
    )


def _report(error: BackendError, events: EventWriter) -> int:
    _log.error("fatal", extra={"code": error.code, "reason": error.message})
    events.fatal(error)
    print(f"{error.code}: {error.message} {error.remedy}", file=sys.stderr)  # noqa: T201 - the hint for a person
    return error.exit_code
