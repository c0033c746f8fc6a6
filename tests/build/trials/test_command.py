from build.paths import ROOT
from build.trials.command import _write
from build.trials.records import Row


def test_a_run_that_left_out_a_target_writes_no_document(capsys):
    page = ROOT / "docs" / "reliability.md"
    before = page.read_bytes()
    assert _write("fault", [Row("Killed", "pulled out", "tries", {"source": 1, "compiled": 1, "app": 1})]) == 1
    assert page.read_bytes() == before
    told = capsys.readouterr().err
    assert "faults: 1 rows, 3 tries, zero lost." in told
    assert "docs/reliability.md stays as it is: nothing was tried on the packed app." in told
