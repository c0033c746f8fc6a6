"""The streaming protocol, played in any order against a model of it."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.backend.attacks.fuzzing.stream_machine import ASKS, SAYS, StreamMachine
from tests.backend.attacks.model_server import ModelServer, call
from tests.backend.client import Backend
from tests.backend.models import use_model
from tests.trials import Tally


@pytest.mark.attack("Fuzzing", "the stream: start, resume, cancel, reply, disconnect and nonsense in any order")
@pytest.mark.timeout(900)
def test_any_order_of_messages(backend: Backend, model: ModelServer, tmp_path: Path, tally: Tally) -> None:
    (tmp_path / "workspace").mkdir()
    use_model(backend, model.url, tmp_path / "workspace")
    model.script_for(SAYS, "something")
    model.script_for(ASKS, [call("write_file", path="a.txt", content="a")], "done")

    class Machine(StreamMachine):
        moves = 0

    Machine.backend = backend
    Machine.model = model
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=tally.wanted(quick=20, full=300),
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],  # to make a failing game shorter would take hours
            suppress_health_check=list(HealthCheck),
        ),
    )
    tally.add(Machine.moves, "messages")
