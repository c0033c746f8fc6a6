"""The project's environment does the measuring: it has what the command's own Python lacks."""

import json
import tempfile
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from build.display import display_environ
from build.errors import BuildError
from build.process import Command, run_visibly
from build.workbench import Workbench


def measured_there(bench: Workbench, module: str, plan: Mapping[str, Any], *, display: bool) -> dict[str, Any]:
    """Run ``python -m MODULE PLAN RESULT`` in the project's environment.

    Args:
        bench: the prepared checkout.
        module: reads the plan as JSON from its first argument, and writes its result as JSON to its second.
        plan: what it is to do.
        display: whether it needs a display; it gets a virtual one where that can be had.

    Raises:
        BuildError: it failed; it has said why.
    """
    shown: AbstractContextManager[dict[str, str]] = display_environ(virtual=True) if display else nullcontext({})
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch, shown as environ:
        plan_file, result = Path(scratch, "plan.json"), Path(scratch, "result.json")
        plan_file.write_text(json.dumps(plan), encoding="utf-8")
        command: Command = [bench.python, "-m", module, plan_file, result]
        if run_visibly(command, env=bench.environ() | environ) or not result.exists():
            raise BuildError(
                "not-measured", "The measurement came to no end.", "Mend what it says above, run it again."
            )
        measured: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
        return measured
