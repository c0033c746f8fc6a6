"""The app's window, as somebody uses it who looks after the updates; over the DevTools protocol."""

import json
from typing import Any

from build.bench.app import scripts
from build.bench.app.page import Page

_TOOLS = """
const until = (seen) => new Promise((resolve) => {
  const look = () => { const found = seen(); if (found) { watcher.disconnect(); resolve(found); } };
  const watcher = new MutationObserver(look);
  watcher.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  look();
});
const named = (label) => [...document.querySelectorAll('button:not([disabled])')]
  .find((one) => one.getAttribute('aria-label') === label || one.textContent === label);
const press = async (label) => { (await until(() => named(label))).click(); };
const field = () => document.querySelector('textarea');
const answers = () => [...document.querySelectorAll('[data-role="assistant"]')];
const write = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set;
const state = () => document.querySelector('[data-testid="update-state"]');
"""


class Window:
    """One window of the app."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def _do(self, steps: str) -> Any:
        return self._page.value(f"(async () => {{ {_TOOLS} {steps} }})()")

    def until_ready(self) -> None:
        self._page.value(scripts.READY)

    def ask(self, question: str) -> None:
        """Write a question, and wait until it is being answered."""
        self._do(f"""
          await until(field);
          const before = answers().length;
          write.call(field(), {json.dumps(question)});
          field().dispatchEvent(new Event('input', {{ bubbles: true }}));
          await until(() => document.querySelector('.composer button[type="submit"]:not([disabled])'));
          field().dispatchEvent(new KeyboardEvent('keydown', {{ key: 'Enter', bubbles: true, cancelable: true }}));
          await until(() => answers().length > before);
          await until(() => answers().at(-1).querySelector('[data-part="text"]')?.textContent);
        """)

    def answered(self) -> str:
        """The text of the last answer, once nothing is being written."""
        return str(
            self._do("""
              await until(() => document.querySelector('[data-role="assistant"][aria-busy="true"]') === null);
              const parts = answers().at(-1).querySelectorAll('[data-part="text"]');
              return [...parts].map((part) => part.textContent).join('\\n');
            """)
        )

    def open_conversation(self, title: str) -> None:
        """Open a conversation of the list, and wait until its answers are there."""
        self.back()
        self._do(f"await press({json.dumps(title)}); await until(() => answers().length > 0);")

    def open_settings(self) -> None:
        self._do("""
          if (document.querySelector('.update-version') === null) await press('Settings');
          await until(() => document.querySelector('.update-version'));
        """)

    def back(self) -> None:
        """From the settings to the conversations."""
        self._do("""
          if (document.querySelector('.update-version') !== null) await press('Back to the conversation');
          await until(() => document.querySelector('textarea'));
        """)

    def version(self) -> str:
        self.open_settings()
        return str(self._do("return document.querySelector('.update-version').textContent;"))

    def look(self) -> str:
        """Look for updates now; what came of it: the next state after `checking`."""
        self.open_settings()
        return str(
            self._do("""
              const button = await until(() => named('Check now'));
              return new Promise((resolve) => {
                let began = false;
                const end = window.shell.on('update:status', ({ state }) => {
                  began ||= state === 'checking';
                  if (began && state !== 'checking') { end(); resolve(state); }
                });
                button.click();
              });
            """)
        )

    def until_state(self, *wanted: str) -> str:
        """Wait until the window shows one of these states."""
        self.open_settings()
        return str(
            self._do(f"""
              const wanted = {json.dumps(wanted)};
              return until(() => wanted.find((one) => state()?.dataset.state === one));
            """)
        )

    def trouble(self) -> tuple[str, str]:
        """The code of what went wrong, and the words that the window has for it."""
        self.open_settings()
        told = self._do("""
          const told = await until(() => document.querySelector('.update-trouble'));
          return { code: told.dataset.code, words: told.textContent };
        """)
        return told["code"], told["words"]

    def try_again(self) -> None:
        """In the dialog of a download that failed."""
        self._do("await press('Details'); await press('Try again'); await press('Close');")

    def restart_to_update(self) -> None:
        """Press the button, and wait for nothing: the window closes."""
        self._do("await press('Restart to update');")

    def until_waiting(self) -> None:
        """Wait until the window says that it restarts after the answer."""
        self._do("""await until(() => document.querySelector('.update-banner[data-kind="waiting"]'));""")

    def quit(self) -> None:
        """As the menu's last entry does."""
        self._do("void window.shell.request('app:quit');")
