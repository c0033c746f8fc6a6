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
    """Return how many requests the backend has turned away, but for the last few of a flood."""
    records = map(json.loads, backend.log_text().splitlines())
    return sum(record["times"] for record in records if record["message"] == "refused")


def readable(attempts: list[Attempt]) -> list[Attempt]:
    return [one for one in attempts if one.read is not None]


def says_nothing(attempt: Attempt) -> bool:
    """Whether it is one of those whose event comes for the browser's own page of an error too."""
    return any(way in attempt.what for way in (": embed", ": form", ": frame"))


def late(attempts: list[Attempt]) -> list[Attempt]:
    """Return those of which nobody knows what they would have come to."""
    return [one for one in attempts if one.seen == "nothing in time"]


def scanned(attempts: list[Attempt], port: int) -> dict[str, str]:
    """Return what each way of scanning has seen of a port."""
    start = f"scan {port}: "
    return {one.what.removeprefix(start): one.seen for one in attempts if one.what.startswith(start)}


@pytest.mark.attack("A web page", "fetch, forms, beacons, frames, windows and elements, to every route in every way")
@pytest.mark.timeout(420)
def test_a_page_reads_nothing_and_changes_nothing(victim: Backend, site: HostileSite, tally: Tally) -> None:
    before = everything(victim)
    attempts = site.visit("requests", port=victim.port, routes=paths_of(victim))
    tally.add(len(attempts), "attempts")
    assert readable(attempts) == []
    assert late(attempts) == []
    assert [one for one in attempts if one.seen in {"load", "open", "opaque"} and not says_nothing(one)] == []
    assert refusals(victim) >= len(attempts) / 2, "the requests did not get as far as the backend"
    assert everything(victim) == before


@pytest.mark.attack("A web page", "WebSockets: every address, name of this machine and offer of protocols")
@pytest.mark.timeout(420)
def test_a_page_opens_no_socket(victim: Backend, site: HostileSite, tally: Tally) -> None:
    before = everything(victim)
    attempts = site.visit("sockets", port=victim.port)
    tally.add(len(attempts), "attempts")
    assert {one.seen for one in attempts} <= {"closed 1006", "SyntaxError"}
    assert readable(attempts) == []
    assert refusals(victim) >= len(attempts) / 2, "the sockets did not get as far as the backend"
    assert everything(victim) == before


@pytest.mark.attack("A web page", "reading /health by any name of this machine, and finding the port by scanning")
@pytest.mark.timeout(420)
def test_a_page_cannot_even_tell_that_there_is_a_backend(victim: Backend, site: HostileSite, tally: Tally) -> None:
    with socket.socket() as closed:
        # Taken, so that nobody else can listen there, and not listening.
        closed.bind(("127.0.0.1", 0))
        nobody = closed.getsockname()[1]
        attempts = site.visit("health", port=victim.port, ports=[victim.port, nobody])
    tally.add(len(attempts), "attempts")
    assert readable(attempts) == []
    assert late(attempts) == []
    ours, closed_one = (scanned(attempts, port) for port in (victim.port, nobody))
    assert len(closed_one) >= 14
    assert ours == closed_one


@pytest.mark.attack("A web page", "DNS rebinding: the page's own name leads to the backend, and answers may be read")
@pytest.mark.timeout(420)
def test_a_rebound_name_gets_nothing_but_the_refusal(victim: Backend, site: HostileSite, tally: Tally) -> None:
    before = everything(victim)
    attempts = site.visit_rebound("rebound", victim.port, routes=paths_of(victim))
    tally.add(len(attempts), "attempts")
    answers = readable(attempts)
    assert len(answers) >= 3 * len(paths_of(victim)), "the page was not rebound"
    assert {json.loads(str(one.read))["type"] for one in answers} == {"wrong-host"}
    # Nothing of ours may be framed: what loads in a frame is the browser's own page of an error.
    assert {one.seen for one in attempts} <= {"status 403", "load", "closed 1006"}
    assert everything(victim) == before
