from build.paths import ROOT
from build.trials import documents
from build.trials.documents import PAGES
from build.trials.records import Figure, Row, read_rows
from build.trials.tables import tables, total

ROWS = [
    Row(
        "Killed",
        "pulled out",
        "tries",
        {"source": 200, "compiled": 1200},
        0,
        {"back": Figure("s", 2, [0.5, 0.4, 1.25])},
    ),
    Row("Fuzzing", "a | in it", "cases", {"packaged": 7}, 0, {"size": Figure("MB", None, [1234.5])}),
    Row("Killed", "cut off", "tries", {"app": 1}, 1),
]

TABLES = """\
### Killed

| what is done | tries, backend from source | tries, compiled backend | tries, app from source | tries, packed app | lost | measured |
|---|---:|---:|---:|---:|---:|---|
| pulled out | 200 | 1,200 | - | - | 0 | back: 0.5 s, worst 1.25 s, at most 2 s |
| cut off | - | - | 1 | - | **1** |  |

### Fuzzing

| what is done | tries, backend from source | tries, compiled backend | tries, app from source | tries, packed app | lost | measured |
|---|---:|---:|---:|---:|---:|---|
| a \\| in it | - | - | - | 7 cases | 0 | size: 1,234 MB |"""  # noqa: E501


def test_a_table_for_each_chapter():
    assert tables(ROWS) == TABLES


def test_the_sum_names_what_was_lost():
    assert total(ROWS) == "3 rows, 1,408 tries, lost in 1: cut off."
    assert total(ROWS[:2]) == "2 rows, 1,407 tries, zero lost."


def test_no_run_has_no_rows(tmp_path):
    assert read_rows(tmp_path / "nothing", "fault") == []


def test_the_pages_take_the_tables_and_keep_what_people_wrote(tmp_path):
    for kind, page in PAGES.items():
        before = (ROOT / page).read_text(encoding="utf-8")
        (tmp_path / page).parent.mkdir(exist_ok=True)
        (tmp_path / page).write_text(before, encoding="utf-8")
        documents.update(kind, ROWS, tmp_path)
        once = (tmp_path / page).read_text(encoding="utf-8")
        assert "| pulled out | 200 |" in once
        assert once.startswith(before[: before.index(":start -->")])
        documents.update(kind, ROWS, tmp_path)
        assert (tmp_path / page).read_text(encoding="utf-8") == once
