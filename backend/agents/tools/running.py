"""Run a blocking tool beside the event loop, with a limit, and let go of it when nobody waits any more."""

import asyncio
import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

from backend.agents.tools.tool import AnyTool, ToolArguments, ToolContext, ToolError
from backend.workspace.errors import WorkspaceError

_log = logging.getLogger(__name__)


async def run_limited(
    tool: AnyTool,
    action: Callable[[Any, ToolContext], str],
    arguments: ToolArguments,
    context: ToolContext,
) -> str:
    """Return what an action of the tool says: what it does, or why it wants to.

    The thread is a daemon: a tool that hangs in the operating system cannot be ended, but it holds up neither the
    run nor the end of the process. ``ToolContext.stopped`` tells a tool that loops to end.

    Raises:
        ToolError: the tool failed, in any way, or took longer than its limit.
    """
    stopped = threading.Event()
    call_context = replace(context, stopped=stopped)
    outcome = _in_daemon_thread(lambda: action(arguments, call_context), name=f"tool-{tool.name}")
    try:
        done, _ = await asyncio.wait({outcome}, timeout=tool.time_limit_seconds)
    finally:
        stopped.set()
    if not done:
        raise ToolError(f"{tool.name} did not finish within {tool.time_limit_seconds:g} seconds and was given up.")
    result, error = outcome.result()
    if error is None:
        return result
    if isinstance(error, ToolError | WorkspaceError):
        raise ToolError(str(error)) from error
    # The text of the error may quote the user's files: it goes to the user, not to the log.
    _log.error("tool %s failed with %s", tool.name, type(error).__name__)
    raise ToolError(f"{tool.name} failed: {type(error).__name__}: {error}") from error


# What a tool said, or what it raised; not as the exception of the future, for ``SystemExit`` would end the event loop.
_Outcome = tuple[str, BaseException | None]


def _in_daemon_thread(function: Callable[[], str], name: str) -> asyncio.Future[_Outcome]:
    loop = asyncio.get_running_loop()
    future: asyncio.Future[_Outcome] = loop.create_future()

    def settle(outcome: _Outcome) -> None:
        if not future.done():
            future.set_result(outcome)

    def work() -> None:
        try:
            outcome: _Outcome = (function(), None)
        except BaseException as error:  # noqa: BLE001 - handed over to the event loop
            outcome = ("", error)
        with suppress(RuntimeError):  # the loop is closed: the program is ending
            loop.call_soon_threadsafe(settle, outcome)

    threading.Thread(target=work, name=name, daemon=True).start()
    return future
