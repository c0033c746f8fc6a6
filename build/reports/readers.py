"""Read the reports of pytest (JUnit XML), Vitest (JSON) and Playwright (JSON)."""

import json
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

from build.reports.result import Counts, Skip


def read_pytest(text: str) -> Counts:
    """Counts of a ``--junitxml`` file: a test case holds a ``failure``, ``error`` or ``skipped`` element, or passed."""
    failed = passed = 0
    skips = []
    for case in ET.fromstring(text).iter("testcase"):  # noqa: S314 - our own tool wrote it
        skipped = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            failed += 1
        elif skipped is not None:
            name = f"{case.get('classname', '')}::{case.get('name', '')}"
            skips.append(Skip(name, skipped.get("message", "")))
        else:
            passed += 1
    return Counts(passed, failed, tuple(skips))


def read_vitest(text: str) -> Counts:
    """Counts of Vitest's ``json`` reporter, which has the shape of Jest's; it gives no reasons for skips."""
    failed = passed = 0
    skips = []
    for file in json.loads(text)["testResults"]:
        assertions = file["assertionResults"]
        if file["status"] == "failed" and not any(test["status"] == "failed" for test in assertions):
            failed += 1
        for test in assertions:
            if test["status"] == "passed":
                passed += 1
            elif test["status"] == "failed":
                failed += 1
            else:
                skips.append(Skip(test["fullName"], test["status"]))
    return Counts(passed, failed, tuple(skips))


def read_playwright(text: str) -> Counts:
    """Counts of Playwright's ``json`` reporter; a flaky test is a failed one."""
    report = json.loads(text)
    failed, passed = len(report.get("errors", [])), 0
    skips = []
    for suite in report["suites"]:
        for title, test in _playwright_tests(suite):
            if test["status"] == "expected":
                passed += 1
            elif test["status"] == "skipped":
                reasons = [note.get("description", "") for note in test["annotations"] if note["type"] == "skip"]
                skips.append(Skip(title, "; ".join(filter(None, reasons))))
            else:
                failed += 1
    return Counts(passed, failed, tuple(skips))


def _playwright_tests(suite: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for spec in suite.get("specs", []):
        for test in spec["tests"]:
            yield f"{suite['title']} > {spec['title']}", test
    for inner in suite.get("suites", []):
        yield from _playwright_tests(inner)
