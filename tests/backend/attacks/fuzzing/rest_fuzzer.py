"""Fuzz a REST interface by its OpenAPI document with schemathesis. Runs by itself, in the environment of the attacks.

Reads ``{"document", "base_url", "token", "examples"}`` as JSON from stdin, prints ``{"cases", "statuses", "failures"}``
as JSON: how many requests were sent, by operation and kind of data; how often each status came; and what was wrong
with an answer.
"""

import json
import sys
from collections import Counter
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.failures import FailureGroup

CHECKED = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
)
MOST_FAILURES = 5


class Fuzzing:
    """One run over all operations."""

    def __init__(self, task: dict[str, Any]) -> None:
        self._schema = schemathesis.openapi.from_dict(task["document"])
        self._base_url: str = task["base_url"]
        self._headers = {"Authorization": f"Bearer {task['token']}"}
        self._settings = settings(
            max_examples=task["examples"],
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        load_all_checks()
        self._checks = [check for check in CHECKS.get_all() if check.__name__ in CHECKED]
        assert len(self._checks) == len(CHECKED)
        self.cases: dict[str, Counter[str]] = {}
        self.statuses: Counter[int] = Counter()
        self.failures: list[str] = []

    def run(self) -> None:
        for found in self._schema.get_all_operations():
            operation = found.ok()
            sent = self.cases[operation.label] = Counter({mode.value: 0 for mode in GenerationMode})
            for mode in GenerationMode:
                try:
                    self._tried(operation.as_strategy(generation_mode=mode), mode, sent)()
                except Unsatisfiable:
                    continue  # whether it may be so for this operation, the counts are asked
                except (Exception, FailureGroup) as error:  # noqa: BLE001 - whatever it was, it is told
                    self.failures.append(f"{operation.label}, {mode.value}: {_told(error)}")

    def _tried(self, cases: Any, mode: GenerationMode, sent: Counter[str]) -> Any:
        @self._settings
        @given(case=cases)
        def tried(case: Case) -> None:
            sent[mode.value] += 1
            answer = case.call(base_url=self._base_url, headers=self._headers, timeout=60)
            self.statuses[answer.status_code] += 1
            case.validate_response(answer, checks=self._checks)

        return tried


def _told(error: BaseException) -> str:
    inner = getattr(error, "exceptions", ())
    return " | ".join(map(_told, inner)) if inner else f"{type(error).__name__}: {error}"[:2000]


def main() -> None:
    fuzzing = Fuzzing(json.load(sys.stdin))
    fuzzing.run()
    json.dump(
        {
            "cases": fuzzing.cases,
            "statuses": fuzzing.statuses,
            "failures": fuzzing.failures[:MOST_FAILURES],
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
