"""The readers, on the reports of the real tools."""

import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from build.environment.node_runtime import prepare_node
from build.paths import ROOT, WORK
from build.reports.readers import read_playwright, read_pytest, read_vitest
from build.reports.result import Skip
from build.workbench import Workbench

PYTEST = """
import pytest

def test_passes(): pass
def test_fails(): assert False
@pytest.mark.skip(reason="needs Windows: registry")
def test_skipped(): pass
@pytest.fixture
def broken(): raise ValueError
def test_errs(broken): pass
"""
VITEST = """
import { expect, it } from 'vitest';
it('passes', () => {});
it('fails', () => { expect(1).toBe(2); });
it.skip('is skipped', () => {});
it.todo('is to do');
"""
PLAYWRIGHT = """
import { test, expect } from '@playwright/test';
test('passes', () => {});
test('fails', () => { expect(1).toBe(2); });
test.describe('inner', () => {
  test('is skipped', () => { test.skip(true, 'needs macOS: menu bar'); });
});
"""


@pytest.fixture
def folder():
    """Below the checkout, so that node finds the packages of the tests."""
    with TemporaryDirectory(dir=WORK, prefix="reports-") as path:
        yield Path(path)


@pytest.fixture
def bench():
    return Workbench(Path(sys.executable), prepare_node(), Path())


def run(command, **environ):
    subprocess.run(
        list(map(str, command)), cwd=ROOT, env={**os.environ, **environ}, capture_output=True, check=False, timeout=100
    )


def test_pytest(tmp_path):
    (tmp_path / "test_it.py").write_text(PYTEST)
    report = tmp_path / "report.xml"
    run([sys.executable, "-m", "pytest", "-c", os.devnull, f"--rootdir={tmp_path}", f"--junitxml={report}", tmp_path])
    counts = read_pytest(report.read_text())
    assert (counts.passed, counts.failed) == (1, 2)
    assert [(skip.test.rpartition("::")[2], skip.reason) for skip in counts.skips] == [
        ("test_skipped", "needs Windows: registry")
    ]


def test_vitest(folder, bench):
    (folder / "it.test.ts").write_text(VITEST)
    (folder / "broken.test.ts").write_text("import './nowhere';")
    (folder / "vitest.config.ts").write_text("export default {};")
    report = folder / "report.json"
    run([*bench.node_program("vitest"), "run", "--root", folder, "--reporter=json", f"--outputFile={report}"])
    counts = read_vitest(report.read_text())
    assert (counts.passed, counts.failed) == (1, 2)
    assert {skip.test for skip in counts.skips} == {"is skipped", "is to do"}


def test_playwright(folder, bench):
    (folder / "it.spec.ts").write_text(PLAYWRIGHT)
    (folder / "playwright.config.ts").write_text("export default {};")
    report = folder / "report.json"
    run(
        [*bench.node_program("playwright"), "test", "--config", folder / "playwright.config.ts", "--reporter=json"],
        PLAYWRIGHT_JSON_OUTPUT_NAME=str(report),
    )
    counts = read_playwright(report.read_text())
    assert (counts.passed, counts.failed) == (1, 1)
    assert counts.skips == (Skip("inner > is skipped", "needs macOS: menu bar"),)


def test_a_flaky_playwright_test_counts_as_failed():
    spec = {"title": "t", "tests": [{"status": "flaky", "annotations": []}]}
    report = json.dumps({"errors": [], "suites": [{"title": "s", "specs": [spec]}]})
    assert read_playwright(report).failed == 1
