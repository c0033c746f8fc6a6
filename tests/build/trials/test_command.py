import pytest

from build.paths import ROOT
from build.trials.command import _write
from build.trials.records import Row

EVERYWHERE = {"source": 1, "compiled": 1, "app": 1, "packaged": 1}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            Row("Killed", "pulled out", "tries", {"source": 1, "compiled": 1, "app": 1}),
            ["faults: 1 rows, 3 tries, zero lost.", "stays as it is: nothing was tried on the packed app."],
        ),
        (
            Row("Killed", "pulled out", "tries", EVERYWHERE, tried_quickly={"source", "compiled"}),
            ["stays as it is: only a few tries were made on the compiled backend, which ships."],
        ),
    ],
    ids=["target left out", "quick"],
)
def test_an_incomplete_run_writes_no_document(capsys, row, said):
    page = ROOT / "docs" / "reliability.md"
    before = page.read_bytes()
    assert _write("fault", [row]) == 1
    assert page.read_bytes() == before
    told = capsys.readouterr().err
    assert all(one in told for one in said)
