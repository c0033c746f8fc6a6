"""Notarising, against STAND-INS of Apple's tools that give scripted answers."""

import sys

import pytest

from build.errors import BuildError, ToolFailedError
from build.notarize.submit import notarize
from build.notarize.verdict import WAITS
from tests.build.apple_stand_ins import (
    ACCEPTED,
    BROKEN_ZIP,
    BUSY,
    INVALID,
    INVALID_WITH_A_CODE,
    LOG,
    REFUSED,
    STAPLED,
    SUBMISSION,
    TICKET_LATE,
    StandIns,
)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs Linux or macOS: the stand-ins are scripts")

CREDENTIALS = ["--key", "K.p8", "--key-id", "ID", "--issuer", "UUID"]


def at_once(seconds):
    """Waits for nothing."""


@pytest.fixture
def image(tmp_path):
    file = tmp_path / "Zoë 1.0.dmg"
    file.write_bytes(b"koly")
    return file


@pytest.fixture
def apple(tmp_path, monkeypatch):
    def answering(**answers):
        known = {"notarytool submit": [ACCEPTED], "notarytool log": [LOG], "stapler": [STAPLED], "ditto": [{}]}
        changed = {name.replace("_", " "): answer for name, answer in answers.items()}
        return StandIns(tmp_path / "stand-ins", monkeypatch, known | changed)

    return answering


def test_a_disk_image_is_submitted_stapled_and_looked_at_again(apple, image):
    tools = apple()
    waits: list[float] = []
    assert notarize(image, CREDENTIALS, waits.append) == SUBMISSION
    assert tools.asked == [
        ["xcrun", "notarytool", "submit", str(image), *CREDENTIALS, "--wait", "--output-format", "json"],
        ["xcrun", "stapler", "staple", str(image)],
        ["xcrun", "stapler", "validate", str(image)],
    ]
    assert waits == []


def test_an_app_is_archived_for_the_upload_and_stapled_itself(apple, tmp_path):
    tools = apple()
    app = tmp_path / "Zoë.app"
    app.mkdir()
    notarize(app, CREDENTIALS, at_once)
    ditto, submit, staple, _ = tools.asked
    assert ditto[-2] == str(app)
    assert submit[3] == ditto[-1]
    assert submit[3].endswith("Zoë.zip")
    assert staple[-1] == str(app)


@pytest.mark.parametrize("answer", [INVALID, INVALID_WITH_A_CODE], ids=["exit 0", "exit 65"])
def test_a_rejection_says_what_the_service_found_and_staples_nothing(apple, image, answer):
    tools = apple(notarytool_submit=[answer])
    with pytest.raises(BuildError) as rejected:
        notarize(image, CREDENTIALS, at_once)
    assert rejected.value.code == "notarization-rejected"
    assert "_json.so: The binary is not signed" in rejected.value.message
    assert "hardened runtime" in rejected.value.message
    assert SUBMISSION in rejected.value.message
    assert tools.names() == ["xcrun notarytool submit", "xcrun notarytool log"]


def test_a_rejection_whose_log_cannot_be_had_is_a_rejection(apple, image):
    apple(notarytool_submit=[INVALID], notarytool_log=[BROKEN_ZIP])
    with pytest.raises(BuildError, match="Processing complete") as rejected:
        notarize(image, CREDENTIALS, at_once)
    assert rejected.value.code == "notarization-rejected"


def test_errors_of_the_servers_are_waited_out(apple, image):
    apple(notarytool_submit=[BUSY, BUSY, ACCEPTED], stapler=[TICKET_LATE, STAPLED])
    waits: list[float] = []
    assert notarize(image, CREDENTIALS, waits.append) == SUBMISSION
    assert waits == [WAITS[0], WAITS[1], WAITS[0]]


def test_servers_that_stay_down_are_given_up_with_what_they_said(apple, image):
    tools = apple(notarytool_submit=[BUSY])
    waits: list[float] = []
    with pytest.raises(ToolFailedError) as down:
        notarize(image, CREDENTIALS, waits.append)
    assert down.value.code == "notary-service-down"
    assert "503" in down.value.output
    assert waits == list(WAITS)
    assert len(tools.asked) == len(WAITS) + 1


@pytest.mark.parametrize(("answer", "code"), [(REFUSED, "notary-credentials-refused"), (BROKEN_ZIP, "tool-failed")])
def test_what_no_second_attempt_mends_is_not_tried_again(apple, image, answer, code):
    tools = apple(notarytool_submit=[answer])
    with pytest.raises(BuildError) as refused:
        notarize(image, CREDENTIALS, at_once)
    assert refused.value.code == code
    assert len(tools.asked) == 1


def test_an_answer_that_is_no_json_is_an_error_with_the_answer_in_it(apple, image):
    apple(notarytool_submit=[{"out": "Conducting pre-submission checks"}])
    with pytest.raises(ToolFailedError) as odd:
        notarize(image, CREDENTIALS, at_once)
    assert odd.value.code == "notarytool-answer"
    assert "pre-submission" in odd.value.output
