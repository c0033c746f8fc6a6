"""``/notices`` as a client sees it."""

from pathlib import Path

from backend.protocol.rest import Notice
from tests.backend.api.served import served
from tests.backend.store.helpers import in_loop


@in_loop
async def test_as_a_rule_there_is_nothing_to_tell(tmp_path: Path) -> None:
    async with served(tmp_path) as here:
        assert (await here.http.get("/notices")).json() == []
        refused = await here.http.delete("/notices/database-set-aside")
        assert (refused.status_code, refused.json()["type"]) == (404, "notice-not-found")


@in_loop
async def test_a_damaged_database_is_told_until_it_was_seen_even_after_a_restart(tmp_path: Path) -> None:
    (tmp_path / "data.db").write_bytes(b"no database")
    for _ in range(2):
        async with served(tmp_path) as here:
            (notice,) = (await here.http.get("/notices")).json()
            (kept,) = (tmp_path / "damaged").glob("*.db")
            assert notice["id"] == "database-set-aside"
            assert str(kept) in notice["detail"]
    async with served(tmp_path) as here:
        assert (await here.http.delete("/notices/database-set-aside")).status_code == 204
        assert (await here.http.get("/notices")).json() == []
        assert (await here.http.delete("/notices/database-set-aside")).status_code == 404
    async with served(tmp_path) as here:
        assert (await here.http.get("/notices")).json() == []


@in_loop
async def test_other_parts_tell_theirs_for_as_long_as_the_process_lives(tmp_path: Path) -> None:
    async with served(tmp_path) as here:
        here.services.notices.tell(Notice(id="a", title="Old.", detail="Nothing to do."))
        here.services.notices.tell(Notice(id="a", title="New.", detail="Nothing to do."))
        here.services.notices.tell(Notice(id="b", title="Other.", detail="Nothing to do."))
        assert [one["title"] for one in (await here.http.get("/notices")).json()] == ["New.", "Other."]
        assert (await here.http.delete("/notices/a")).status_code == 204
        assert [one["id"] for one in (await here.http.get("/notices")).json()] == ["b"]
