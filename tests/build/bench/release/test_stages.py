import os
import tempfile
from pathlib import Path
from typing import Any, cast

import pytest

from build.bench.release.running import Line, Listener, Ran, run_module
from build.bench.release.stages import seconds_of
from build.errors import BuildError, ToolFailedError
from build.release.run import make_release
from build.release.stages import STAGES, Stage


def said(capsys: pytest.CaptureFixture[str], count: int) -> list[Line]:
    """What a release with as many stages says, a line every second."""
    stages = [Stage(stage.name, stage.what, lambda _: None) for stage in STAGES[:count]]
    make_release(cast("Any", None), stages)
    texts = ["Preparing", *(text for text in capsys.readouterr().err.splitlines() if text)]
    return [Line(second, text) for second, text in enumerate(texts)]


def test_a_stage_lasts_from_its_heading_to_the_next(capsys):
    lines = [*said(capsys, len(STAGES)), Line(99.0, "It is ready.")]
    found = seconds_of(Ran(100.0, lines))
    last = len(STAGES)
    assert found == {
        "release_s": 100.0,
        "stage_0_s": 1.0,
        **{f"stage_{number}_s": 1.0 for number in range(1, last)},
        f"stage_{last}_s": 100.0 - last,
    }


def test_a_release_with_other_stages_is_no_measurement(capsys):
    with pytest.raises(BuildError, match=rf"went through {len(STAGES) - 1} stages, not {len(STAGES)}"):
        seconds_of(Ran(10.0, said(capsys, len(STAGES) - 1)))


def module(folder: Path, text: str) -> Path:
    (folder / "example.py").write_text(text, encoding="utf-8")
    return folder


def test_a_program_is_heard_on_both_its_channels(tmp_path):
    text = "import sys\nprint('one', flush=True)\nprint(sys.argv[1], file=sys.stderr)\n"
    ran = run_module("An example", "example", ["two"], module(tmp_path, text), dict(os.environ))
    assert [line.text for line in ran.lines] == ["one", "two"]
    assert 0 < ran.lines[0].at <= ran.lines[1].at <= ran.seconds


def test_a_program_that_fails_is_quoted(tmp_path):
    folder = module(tmp_path, "raise SystemExit('It is broken.')")
    with pytest.raises(ToolFailedError, match="An example failed") as caught:
        run_module("An example", "example", [], folder, dict(os.environ))
    assert caught.value.output == "It is broken."


def test_a_line_is_heard_once_and_only_when_it_is_whole():
    with tempfile.TemporaryFile() as log:
        listener = Listener(log.fileno())
        heard = []
        for part in (b"one\ntw", b"o\n", b"", b"three"):
            log.write(part)
            log.flush()
            heard.append(list(listener.lines()))
    assert heard == [["one"], ["two"], [], []]
