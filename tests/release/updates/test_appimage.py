"""The AppImage replaces itself: found, fetched, put in place, restarted; and only when its user says so."""

import threading
from dataclasses import replace

from build.bench.app.conversation import use_model
from build.bench.app.paced_model import paced_model, tokens_of
from build.updates.versions import NEW, OLD
from tests.release.linux.user import are_sandboxed
from tests.release.updates.app import App
from tests.release.updates.conftest import Versions
from tests.release.updates.publisher import Publisher

QUESTION = "Which version are you?"
LARGEST_SHARE = 0.03
"""Of the AppImage that may be fetched for a change in the shell."""

ANSWER = " ".join(f"This is sentence number {number} of a long answer." for number in range(60))


def test_it_becomes_the_newer_version_and_keeps_its_conversations(
    appimage: App, publisher: Publisher, versions: Versions
):
    app = replace(appimage, looks_by_itself=True)
    with app.started() as window:
        assert window.version() == f"Version {OLD}"
        assert are_sandboxed(app.household.processes())
        window.back()
        window.ask(QUESTION)
        answer = window.answered()
        window.until_state("ready")
        fetched = publisher.server.bytes_of(publisher.image)
        size = publisher.release.file("linux", "x64.AppImage").stat().st_size
        assert 0 < fetched < LARGEST_SHARE * size
        with app.after_restart(window) as newer:
            assert newer.version() == f"Version {NEW}"
            newer.open_conversation(QUESTION)
            assert newer.answered() == answer
            assert newer.look() == "current"
    place = app.program.parent
    assert [file.name for file in place.iterdir()] == [publisher.image]
    assert (place / publisher.image).read_bytes() == publisher.release.file("linux", "x64.AppImage").read_bytes()


def test_it_restarts_after_the_answer_that_is_being_written(app: App, publisher: Publisher):
    with app.started():
        pass
    last_word = threading.Event()
    with paced_model(tokens_of(ANSWER), 500, last_word) as model:
        use_model(app.data, model)
        with app.started() as window:
            window.look()
            window.until_state("ready")
            window.back()
            window.ask(QUESTION)

            def end_the_answer() -> None:
                window.until_waiting()
                last_word.set()

            with app.after_restart(window, end_the_answer) as newer:
                newer.open_conversation(QUESTION)
                assert ANSWER in newer.answered()
                assert newer.version() == f"Version {NEW}"


def test_it_is_never_replaced_by_being_closed(app: App, publisher: Publisher):
    before = app.program.read_bytes()
    with app.started() as window:
        window.look()
        window.until_state("ready")
        window.quit()
        app.until_ended()
    assert [file.name for file in app.program.parent.iterdir()] == [app.program.name]
    assert app.program.read_bytes() == before
    publisher.server.forget()
    with app.started() as window:
        assert window.version() == f"Version {OLD}"
        window.look()
        window.until_state("ready")
    # What was fetched before still serves.
    assert publisher.server.bytes_of(publisher.image) == 0
