"""What the pages are asked to do and to write down, in JavaScript; times are the page's, in milliseconds."""

import json
from typing import Final

_UNTIL: Final = """
const find = (selector) => document.querySelector(selector);
const until = (seen) => new Promise((resolve) => {
  const look = () => { if (seen()) { watcher.disconnect(); resolve(Date.now()); } };
  const watcher = new MutationObserver(look);
  watcher.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  look();
});
const painted = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
const ask = async (text) => {
  const field = find('textarea');
  Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set.call(field, text);
  field.dispatchEvent(new Event('input', { bubbles: true }));
  await until(() => find('.composer button[type="submit"]:not([disabled])'));
  field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
};
"""


def _in_page(steps: str) -> str:
    return f"(async () => {{ {_UNTIL} {steps} }})()"


PAINTED: Final = """
new Promise((resolve) => {
  const look = () => {
    const of = (name) => performance.getEntriesByName(name)[0];
    const whole = of('first-contentful-paint');
    if (whole === undefined) { setTimeout(look, 5); return; }
    const at = (paint) => performance.timeOrigin + paint.startTime;
    resolve({ first: at(of('first-paint')), contentful: at(whole) });
  };
  look();
})
"""
"""Since 1970: when the page was painted first, and when there was text or an image in it."""

READY: Final = _in_page("""return until(() => find('[data-testid="backend-state"][data-state="ready"]'));""")
"""Since 1970: when the agent was ready."""

FIRST_WORD: Final = _in_page("""
  await ask('Hello');
  return until(() => find('[data-role="assistant"] [data-part="text"]')?.textContent);
""")
"""Since 1970: when the first word of an answer was in the page."""

RECORD: Final = """
(() => {
  const record = { frames: [], long: [], goes: true };
  record.watcher = new PerformanceObserver((list) => {
    record.long.push(...list.getEntries().map((task) => task.duration));
  });
  record.watcher.observe({ entryTypes: ['longtask'] });
  const frame = (time) => { record.frames.push(time); if (record.goes) requestAnimationFrame(frame); };
  requestAnimationFrame(frame);
  window.record = record;
})()
"""
"""Begin to write down frames, and tasks of more than 50 ms (https://w3c.github.io/longtasks/)."""

RECORDED: Final = """
new Promise((resolve) => {
  // A long task is told after it has ended.
  setTimeout(() => {
    const { frames, long, watcher } = window.record;
    window.record.goes = false;
    watcher.disconnect();
    resolve({ frames, long });
  }, 100);
})
"""
"""The frames' times and the lengths of the long tasks since ``RECORD``."""

ASK_AND_WAIT: Final = _in_page("""
  await ask('And then?');
  await until(() => find('[data-role="assistant"][aria-busy="true"]'));
  await until(() => find('[data-role="assistant"][aria-busy="true"]') === null);
  const log = find('[role="log"]');
  return log.scrollHeight - log.scrollTop - log.clientHeight;
""")
"""Ask, and wait for the end of the answer; how far from its end the thread stands then, in pixels."""


def open_conversation(title: str, last_words: str) -> str:
    """Click on a conversation and wait until the end of it is painted; how long that took."""
    return _in_page(f"""
      const [entry] = [...document.querySelectorAll('button')].filter((one) => one.textContent === {json.dumps(title)});
      const begun = performance.now();
      entry.click();
      await until(() => find('[role="log"]')?.textContent.includes({json.dumps(last_words)}));
      await painted();
      return performance.now() - begun;
    """)


def fill_with_lines(lines: int) -> str:
    """Give an empty page something to scroll: so many lines of plain text."""
    return f"document.body.innerHTML = '<p>One line of plain text.</p>'.repeat({lines}); undefined"
