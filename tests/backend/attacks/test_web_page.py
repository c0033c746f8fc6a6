"""A web page in a real browser on the user's machine, while the backend runs."""

import json
import socket
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.backend.attacks.hostile_site import Attempt, HostileSite
from tests.backend.attacks.routes import routes
from tests.backend.client import Backend
from tests.trials import Tally

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux: Debian's Chromium")


@pytest.fixture
def site() -> Iterator[HostileSite]:
    site = HostileSite()
    try:
        yield site
    finally:
        site.close()


@pytest.fixture
def victim(start_backend: Callable[..., Backend]) -> Backend:
    """A backend with something to lose."""
    backend = start_backend().ready()
    with backend.socket() as stream:
        assert stream.run("What is 2+2?")[-1]["type"] == "run.finished"
    return backend


def everything(backend: Backend) -> Any:
    """Return all that an attack could have changed."""
    conversations = backend.get("/conversations")
    details = [backend.get(f"/conversations/{one['id']}") for one in conversations]
    counts = backend.get("/diagnostics")["database"]
    rows = {name: value for name, value in counts.items() if "bytes" not in name}
    return conversations, details, backend.get("/settings"), backend.get("/providers"), rows


def paths_of(backend: Backend) -> list[tuple[str, str]]:
    """Return every route, with ids that exist: they are what an attack would hit."""
    return routes(conversation_id=backend.get("/conversations")[0]["id"], provider_id="openai-compatible")


def refusals(backend: Backend) -> int:
    """Return how many requests the backend has turned away."""
    return sum(json.loads(line)["message"] == "refused" for line in backend.log_text().splitlines())


def readable(attempts: list[Attempt]) -> list[Attempt]:
    return [one for one in attempts if one.read is not None]


@pytest.mark.attack("A web page", "fetch, forms, beacons, frames and elements, to every route in every way")
@pytest.mark.timeout(180)
def test_a_page_reads_nothing_and_changes_nothing(victim: Backend, site: HostileSite, tally: Tally) -> None:
    before = everything(victim)
    attempts = site.visit("requests", port=victim.port, routes=paths_of(victim))
    tally.add(len(attempts), "attempts")
    assert readable(attempts) == []
    assert [one for one in attempts if one.seen in {"load", "open", "opaque"} and ": frame" not in one.what
            and ": form" not in one.what] == []  # fmt: skip
    assert refusals(victim) >= len(attempts) / 2, "the requests did not get as far as the backend"
    assert everything(victim) == before


@pytest.mark.attack("A web page", "WebSockets: every address, name of this machine and offer of protocols")
@pytest.mark.timeout(180)
def test_a_page_opens_no_socket(victim: Backend, site: HostileSite, tally: Tally) -> None:
    before = everything(victim)
    attempts = site.visit("sockets", port=victim.port)
    tally.add(len(attempts), "attempts")
    assert {one.seen for one in attempts} <= {"closed 1006", "SyntaxError"}
    assert readable(attempts) == []
    assert refusals(victim) >= len(attempts) / 2, "the sockets did not get as far as the backend"
    assert everything(victim) == before


@pytest.mark.attack("A web page", "reading /health by any name of this machine, and finding the port by scanning")
@pytest.mark.timeout(180)
def test_a_page_cannot_even_tell_that_there_is_a_backend(victim: Backend, site: HostileSite, tally: Tally) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        nobody = closed.getsockname()[1]
    attempts = site.visit("health", port=victim.port, ports=[victim.port, nobody])
    tally.add(len(attempts), "attempts")
    assert readable(attempts) == []
    seen = {port: [one.seen for one in sorted(attempts, key=lambda one: one.what) if f"scan {port}" in one.what]
            for port in (victim.port, nobody)}  # fmt: skip
    assert len(seen[nobody]) == 3
    assert seen[victim.port] == seen[nobody]


@pytest.mark.attack("A web page", "DNS rebinding: the page's own name leads to the backend, and answers may be read")
@pytest.mark.timeout(180)
def test_a_rebound_name_gets_nothing_but_the_refusal(victim: Backend, site: HostileSite, tally: Tally) -> None:
    before = everything(victim)
    attempts = site.visit_rebound("rebound", victim.port, routes=paths_of(victim))
    tally.add(len(attempts), "attempts")
    answers = readable(attempts)
    assert len(answers) >= 3 * len(paths_of(victim)), "the page was not rebound"
    assert {json.loads(str(one.read))["type"] for one in answers} == {"wrong-host"}
    assert {one.seen for one in attempts} <= {"status 403", "document", "closed 1006"}
    assert everything(victim) == before
