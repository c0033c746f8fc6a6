import json
import sys
from pathlib import Path

import pytest

from build.dependencies.holes import Audit, read_npm_audit, read_pip_audit, together
from build.environment.node_runtime import NodeRuntime
from build.errors import ToolFailedError
from build.locks import LOCKS
from build.process import Output
from build.tools import npm, pip_audit

SKIPPED = {"name": "a", "skip_reason": "Dependency not found on PyPI and could not be audited: a (1)"}
SOUND = {"name": "b", "version": "2", "vulns": []}
HOLED = {"name": "c", "version": "3", "vulns": [{"id": "PYSEC-1", "aliases": ["CVE-1", "GHSA-1"]}]}


def pip(*dependencies):
    return Output(json.dumps({"dependencies": dependencies, "fixes": []}), "No known vulnerabilities found")


def npm_says(**answer):
    return Output(json.dumps(answer), "npm warn audit")


def test_what_pip_audit_skipped_is_not_checked_whatever_its_exit_code_says():
    assert read_pip_audit(pip(SKIPPED, SKIPPED), 2, ()) == Audit(0, 2)
    assert read_pip_audit(pip(SKIPPED, SOUND), 2, ()) == Audit(1, 1)


@pytest.mark.parametrize(
    "said",
    [
        "Traceback (most recent call last):\nrequests.exceptions.ConnectionError: HTTPSConnectionPool(host='a.test')",
        "Traceback (most recent call last):\nrequests.exceptions.ProxyError: HTTPSConnectionPool(host='a.test')",
        "requests.exceptions.HTTPError: 503 Server Error\n\npip_audit._service.interface.ServiceError",
        "requests.exceptions.ReadTimeout: HTTPSConnectionPool(host='a.test')",
        "ERROR:pip_audit._cli:Could not connect to PyPI's vulnerability feed\nERROR:pip_audit._cli:Tip: your network",
    ],
)
def test_a_pip_audit_that_could_ask_nobody_has_checked_nothing(said):
    assert read_pip_audit(Output("", said), 7, ()) == Audit(0, 7)


@pytest.mark.parametrize(
    "output",
    [
        Output("", ""),
        Output("", "pip-audit: error: unrecognized arguments: --wrong"),
        Output("", "ERROR:pip_audit._cli:invalid requirements input: requirements/nothing.lock"),
        Output("", "No module named pip_audit"),
        Output("[]", "No known vulnerabilities found"),
        Output('{"packages": []}', "No known vulnerabilities found"),
    ],
)
def test_a_pip_audit_that_failed_is_an_error(output):
    with pytest.raises(ToolFailedError) as failed:
        read_pip_audit(output, 7, ())
    assert failed.value.code == "audit-failed"
    assert output.stderr in failed.value.output


def test_a_hole_in_a_python_package_counts_until_it_is_accepted_by_any_of_its_names():
    assert read_pip_audit(pip(SOUND, HOLED), 2, ()).holes == ("c 3: PYSEC-1",)
    assert read_pip_audit(pip(SOUND, HOLED), 2, {"GHSA-1"}) == Audit(2, 0)


@pytest.mark.parametrize(
    "answer",
    [
        {"statusCode": 405, "message": "405 Method Not Allowed - POST https://x/"},
        {"statusCode": 503, "message": "503 Service Unavailable - POST https://x/"},
        {"message": "request to https://x/ failed, reason: connect ECONNREFUSED 127.0.0.1:9"},
        {"message": "network timeout at: https://x/"},
        {"message": "Invalid response body while trying to fetch https://x/"},
        {"message": "invalid json response body at https://x/ reason: Unexpected token <"},
    ],
)
def test_an_npm_audit_that_could_ask_nobody_has_checked_nothing(answer):
    assert read_npm_audit(npm_says(**answer, error={"summary": "", "detail": ""}), 9, ()) == Audit(0, 9)


@pytest.mark.parametrize(
    "output",
    [
        Output("", "npm error"),
        npm_says(error={"code": "ENOLOCK", "summary": "This command requires an existing lockfile."}),
        npm_says(statusCode=400, message="400 Bad Request - POST https://x/"),
        npm_says(auditReportVersion=3),
    ],
)
def test_an_npm_audit_that_failed_is_an_error(output):
    with pytest.raises(ToolFailedError) as failed:
        read_npm_audit(output, 9, ())
    assert failed.value.code == "audit-failed"


def test_a_hole_in_an_npm_package_counts_once_and_not_for_those_that_need_it():
    advisory = {"url": "https://github.com/advisories/GHSA-2", "range": "<2", "title": "bad"}
    answer = npm_says(vulnerabilities={"x": {"via": [advisory]}, "y": {"via": ["x"]}})
    assert read_npm_audit(answer, 9, ()).holes == ("x <2: https://github.com/advisories/GHSA-2",)
    assert read_npm_audit(answer, 9, {"GHSA-2"}) == Audit(9, 0)
    assert read_npm_audit(npm_says(vulnerabilities={}), 9, ()) == Audit(9, 0)


def test_several_audits_are_told_as_one():
    one, other = Audit(2, 0, ("a 1: X", "b 1: Y")), Audit(1, 3, ("a 1: X",))
    assert together([one, other]) == Audit(3, 3, ("a 1: X", "b 1: Y"))


def test_a_service_that_answers_too_late_has_checked_nothing(monkeypatch):
    monkeypatch.setattr(pip_audit, "SECONDS", 0.01)
    monkeypatch.setattr(npm, "AUDIT_SECONDS", 0.01)
    python = Path(sys.executable)
    assert read_pip_audit(pip_audit.audit(python, LOCKS[0].file), 7, ()) == Audit(0, 7)
    assert read_npm_audit(npm.audit(NodeRuntime(python, (python,), ())), 7, ()) == Audit(0, 7)
