"""The whole REST interface, fuzzed by its own description."""

import copy
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from build.environment import attacks_env
from build.platforms import this_system, venv_executable
from tests.backend.attacks.routes import openapi
from tests.backend.client import Backend
from tests.trials import Tally

FUZZER = Path(__file__).parent / "fuzzing" / "rest_fuzzer.py"


def document(backend: Backend) -> dict[str, Any]:
    """Return the OpenAPI document, with the errors as they are, and with ids that exist among those to try."""
    described = copy.deepcopy(openapi())
    ids = {
        "conversation_id": [one["id"] for one in backend.get("/conversations")],
        "provider_id": [one["id"] for one in backend.get("/providers")],
    }
    problem = {"$ref": "#/components/schemas/Problem"}
    for operations in described["paths"].values():
        for operation in operations.values():
            operation["responses"].pop("422", None)
            operation["responses"]["default"] = {
                "description": "RFC 9457",
                "content": {"application/problem+json": {"schema": problem}},
            }
            for parameter in operation.get("parameters", ()):
                if parameter["name"] in ids:
                    parameter["schema"] = {"anyOf": [{"enum": ids[parameter["name"]]}, {"type": "string"}]}
    for name in ("ProviderTest", "SettingsPatch"):
        # The provider's test would ask whatever server this names; its parser is fuzzed by itself.
        del described["components"]["schemas"][name]["properties"]["base_url"]
    return described


def kinds_of_data(document: dict[str, Any]) -> dict[str, set[str]]:
    """Return what each operation can be sent: wrong data too, unless it has no body and any path will do."""
    return {
        f"{method.upper()} {path}": {"positive", "negative"} if can_be_wrong(operation) else {"positive"}
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    }


def can_be_wrong(operation: dict[str, Any]) -> bool:
    return "requestBody" in operation or any(one["in"] != "path" for one in operation.get("parameters", ()))


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux: elsewhere fuzzed keys would get into the keychain")
@pytest.mark.attack("Fuzzing", "the REST interface, by schemathesis: right and wrong data for every operation")
@pytest.mark.timeout(900)
def test_every_answer_is_as_described(start_backend: Callable[..., Backend], tally: Tally) -> None:
    backend = start_backend(env={"DBUS_SESSION_BUS_ADDRESS": "unix:path=/dev/null"}).ready()
    for _ in range(3):
        assert backend.request("POST", "/conversations", {"title": "x"}).status == 201
    described = document(backend)
    task = {
        "document": described,
        "base_url": f"http://127.0.0.1:{backend.port}",
        "token": backend.token,
        "examples": tally.wanted(quick=10, full=120),
    }
    python = venv_executable(attacks_env.ENV, "python", this_system())
    done = subprocess.run(
        [str(python), str(FUZZER)], input=json.dumps(task), stdout=subprocess.PIPE, check=True, text=True, timeout=880
    )
    result = json.loads(done.stdout)
    cases = {operation: Counter(kinds) for operation, kinds in result["cases"].items()}
    tally.add(sum(kinds.total() for kinds in cases.values()), "cases")
    assert result["failures"] == []
    assert {operation: set(+kinds) for operation, kinds in cases.items()} == kinds_of_data(described), cases
    assert {"200", "201", "404", "422"} <= result["statuses"].keys()
    assert backend.get("/health", token=None)["status"] == "ok"
