import json

import pytest

from build.dependencies import __main__ as session
from build.dependencies.holes import Audit
from build.errors import ToolFailedError
from build.locks import LOCKS
from build.paths import PACKAGE_LOCK

SOUND = {name: Audit(3, 0) for name in [*(lock.file.name for lock in LOCKS), PACKAGE_LOCK.name]}


@pytest.mark.parametrize(
    ("changes", "required", "code"),
    [
        ({}, True, 0),
        ({"node.lock": Audit(0, 3)}, False, 0),
        ({"node.lock": Audit(0, 3)}, True, 1),
        ({PACKAGE_LOCK.name: Audit(0, 3)}, True, 1),
        ({"nox.lock": Audit(3, 0, ("a 1: X",))}, False, 1),
        ({"backend.lock": Audit(2, 1)}, True, 0),
    ],
)
def test_a_hole_fails_and_so_does_an_audit_that_asked_nobody_where_it_must(
    monkeypatch, capsys, changes, required, code
):
    monkeypatch.delenv(session.REQUIRED, raising=False)
    if required:
        monkeypatch.setenv(session.REQUIRED, "1")
    monkeypatch.setattr(session, "_audits", lambda: SOUND | changes)
    assert session.main([]) == code
    told = capsys.readouterr().err
    silent = [name for name, audit in changes.items() if required and not audit.checked]
    assert [name for name in changes if f"{name}: {session.UNREACHED}" in told] == silent


def test_an_audit_that_failed_fails_with_its_remedy(monkeypatch):
    def broken():
        raise ToolFailedError("audit-failed", "pip-audit gave no answer.", "Mend its call.", "unrecognized arguments")

    monkeypatch.setattr(session, "_audits", broken)
    with pytest.raises(SystemExit, match="Mend its call"):
        session.main([])


def test_the_rows_tell_what_was_not_checked(monkeypatch, tmp_path):
    monkeypatch.delenv(session.REQUIRED, raising=False)
    monkeypatch.setattr(session, "_audits", lambda: SOUND | {"backend.lock": Audit(0, 3)})
    session.main(["--trials", str(tmp_path / "rows")])
    rows = [json.loads(line) for line in (tmp_path / "rows").read_text("utf-8").splitlines()]
    assert [row["tries"] for row in rows] == [0, 3 * (len(LOCKS) - 1), 3]
    assert ["NOT CHECKED" in row["what"] for row in rows] == [True, False, False]
