"""The way into a release, tried on the real Electron with a page that has what the app's page has."""

import json
import os
import time

import psutil
import pytest

from build.bench.compiled.packaged import prepare_profile, start_app
from build.display import display_environ
from build.electron.dist import electron_dist
from build.platforms import electron_executable, this_target
from build.unprivileged import as_user

MAIN = """
const { app, BrowserWindow } = require('electron');
app.whenReady().then(() => new BrowserWindow({ width: 400, height: 300 }).loadFile('page.html'));
"""
PAGE = """<!doctype html><meta charset="utf-8"><p data-testid="backend-state" data-state="starting">It starts.</p>
<form class="composer"><textarea></textarea><button type="submit" disabled>Send</button></form><div id="thread"></div>
<script>
  const find = (selector) => document.querySelector(selector);
  setTimeout(() => { find('[data-testid]').dataset.state = 'ready'; }, 300);
  find('textarea').addEventListener('input', (event) => { find('button').disabled = event.target.value === ''; });
  find('textarea').addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || find('button').disabled) return;
    find('#thread').innerHTML = '<article data-role="assistant"><p data-part="text"></p></article>';
    setTimeout(() => { find('[data-part="text"]').textContent = 'Hello.'; }, 200);
  });
</script>
"""


@pytest.mark.slow
def test_the_moments_of_a_start_are_taken_in_the_page_itself(tmp_path, monkeypatch):
    app = tmp_path / "Zoë 测试"
    app.mkdir()
    (app / "package.json").write_text(json.dumps({"name": "example", "main": "main.js"}), encoding="utf-8")
    (app / "main.js").write_text(MAIN, encoding="utf-8")
    (app / "page.html").write_text(PAGE, encoding="utf-8")
    command = as_user([electron_dist() / electron_executable(this_target()), app])
    with display_environ(virtual=True) as display:
        for name, value in display.items():
            monkeypatch.setenv(name, value)
        prepare_profile(command, tmp_path / "profile", tmp_path)
        begun = time.monotonic()
        sample = start_app(command, tmp_path / "profile", tmp_path)
        took = time.monotonic() - begun
    assert 0 < sample["app_window_s"] < sample["app_ready_s"] < took
    assert sample["app_token_s"] > sample["app_ready_s"] + 0.19
    left = [process.name() for process in psutil.Process(os.getpid()).children(recursive=True)]
    assert [name for name in left if "electron" in name] == []
