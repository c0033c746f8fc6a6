"""The connection to a page, on a socket that plays one."""

import json
import threading
from contextlib import contextmanager

import pytest
from websockets.sync.server import serve

from build.bench.app.page import page_at
from build.bench.wire import WireError


@contextmanager
def silent_page():
    """A page that carries out nothing, and says so of nothing but `refused`; its address."""

    def answer(socket):
        for message in socket:
            asked = json.loads(message)
            if asked["method"] == "refused":
                socket.send(json.dumps({"id": asked["id"], "error": {"message": "no"}}))

    with serve(answer, "127.0.0.1", 0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"ws://127.0.0.1:{server.socket.getsockname()[1]}"
        server.shutdown()
        thread.join()


def test_a_page_that_does_not_answer_is_given_up_after_as_long_as_was_said():
    with (
        silent_page() as address,
        page_at(address, patience_s=0.2) as page,
        pytest.raises(WireError, match=r"did not answer Runtime\.evaluate within 0 s"),
    ):
        page.value("1 + 1")


def test_what_a_page_refuses_is_said():
    with (
        silent_page() as address,
        page_at(address) as page,
        pytest.raises(WireError, match="the page refused refused: no"),
    ):
        page.ask("refused")
