import json

from build.paths import ROOT
from build.trials import documents
from build.trials.documents import PAGES
from build.trials.records import Figure, Row, read_rows
from build.trials.tables import tables, total, tried_quickly

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
    Row("Killed", "cut off", "tries", {"app": 1}, 1, tried_quickly={"app"}),
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


def test_columns_of_few_tries_are_named():
    assert tried_quickly(ROWS[:2]) == ""
    assert tried_quickly([*ROWS, Row("Killed", "hung up", "tries", {"source": 1}, tried_quickly={"source"})]) == (
        "On the backend from source and the app from source, only the few tries of every test run were made."
    )


def test_the_figures_are_those_of_the_targets_on_which_all_tries_were_made(tmp_path):
    def record(target, tries_wanted, limit, value):
        figures = {"memory": {"unit": "x", "limit": limit, "values": [value]}}
        about = {"kind": "fault", "chapter": "The socket", "what": "unread", "count": "tries", "lost": 0}
        return json.dumps({**about, "target": target, "tries": 2, "tries_wanted": tries_wanted, "figures": figures})

    quick, full = record("source", "quick", 3, 2.5), record("compiled", "full", 2, 1.9)
    file = tmp_path / "trials.jsonl"
    file.write_text(f"{quick}\n{full}\n", encoding="utf-8")
    [row] = read_rows(file, "fault")
    assert str(row.figures["memory"]) == "1.9 x, at most 2 x"
    assert (dict(row.tries), row.tried_quickly) == ({"source": 2, "compiled": 2}, {"source"})

    file.write_text(f"{quick}\n", encoding="utf-8")
    [row] = read_rows(file, "fault")
    assert str(row.figures["memory"]) == "2.5 x, at most 3 x"


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
        assert "lost in 1: cut off. On the app from source, only the few tries of every test run were made.\n" in once
        assert once.startswith(before[: before.index(":start -->")])
        documents.update(kind, ROWS, tmp_path)
        assert (tmp_path / page).read_text(encoding="utf-8") == once
