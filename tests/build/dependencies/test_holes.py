import json
import sys
from pathlib import Path

from build.dependencies.holes import Audit, read_npm_audit, read_pip_audit, together
from build.environment.node_runtime import NodeRuntime
from build.locks import LOCKS
from build.tools import npm, pip_audit

SKIPPED = {"name": "a", "skip_reason": "Dependency not found on PyPI and could not be audited: a (1)"}
SOUND = {"name": "b", "version": "2", "vulns": []}
HOLED = {"name": "c", "version": "3", "vulns": [{"id": "PYSEC-1", "aliases": ["CVE-1", "GHSA-1"]}]}


def pip(*dependencies):
    return json.dumps({"dependencies": dependencies, "fixes": []})


def test_what_pip_audit_skipped_is_not_checked_whatever_its_exit_code_says():
    assert read_pip_audit(pip(SKIPPED, SKIPPED), 2, ()) == Audit(0, 2)
    assert read_pip_audit(pip(SKIPPED, SOUND), 2, ()) == Audit(1, 1)


def test_a_pip_audit_that_asked_nobody_has_checked_nothing():
    assert read_pip_audit("", 7, ()) == Audit(0, 7)
    assert read_pip_audit("Traceback (most recent call last):", 7, ()) == Audit(0, 7)


def test_a_hole_in_a_python_package_counts_until_it_is_accepted_by_any_of_its_names():
    assert read_pip_audit(pip(SOUND, HOLED), 2, ()).holes == ("c 3: PYSEC-1",)
    assert read_pip_audit(pip(SOUND, HOLED), 2, {"GHSA-1"}) == Audit(2, 0)


def test_an_npm_audit_that_was_refused_has_checked_nothing():
    refused = {"statusCode": 405, "error": {"summary": "", "detail": ""}}
    assert read_npm_audit(json.dumps(refused), 9, ()) == Audit(0, 9)
    assert read_npm_audit("", 9, ()) == Audit(0, 9)


def test_a_hole_in_an_npm_package_counts_once_and_not_for_those_that_need_it():
    advisory = {"url": "https://github.com/advisories/GHSA-2", "range": "<2", "title": "bad"}
    answer = json.dumps({"vulnerabilities": {"x": {"via": [advisory]}, "y": {"via": ["x"]}}})
    assert read_npm_audit(answer, 9, ()).holes == ("x <2: https://github.com/advisories/GHSA-2",)
    assert read_npm_audit(answer, 9, {"GHSA-2"}) == Audit(9, 0)
    assert read_npm_audit('{"vulnerabilities": {}}', 9, ()) == Audit(9, 0)


def test_several_audits_are_told_as_one():
    one, other = Audit(2, 0, ("a 1: X", "b 1: Y")), Audit(1, 3, ("a 1: X",))
    assert together([one, other]) == Audit(3, 3, ("a 1: X", "b 1: Y"))


def test_a_service_that_answers_too_late_has_checked_nothing(monkeypatch):
    monkeypatch.setattr(pip_audit, "SECONDS", 0.01)
    monkeypatch.setattr(npm, "AUDIT_SECONDS", 0.01)
    python = Path(sys.executable)
    assert read_pip_audit(pip_audit.audit(python, LOCKS[0].file), 7, ()) == Audit(0, 7)
    assert read_npm_audit(npm.audit(NodeRuntime(python, (python,), ())), 7, ()) == Audit(0, 7)
