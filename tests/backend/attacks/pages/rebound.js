// DNS rebinding: this page came from the very port of the backend, under a name that now leads to the backend itself.
// To the browser every answer is of the same origin, and may be read.

const BODY = JSON.stringify({ title: 'evil' });
const GUESS = { Authorization: `Bearer ${'A'.repeat(43)}`, 'Content-Type': 'application/json' };

function* everything() {
  for (const [method, path] of SETUP.routes) {
    const body = method === 'GET' ? undefined : BODY;
    yield [`${method} ${path}`, () => tryFetch(path, { method, body })];
    yield [`${method} ${path}: with a guessed token`, () => tryFetch(path, { method, body, headers: GUESS })];
    yield [`${method} ${path}: XMLHttpRequest`, () => tryRequest(method, path, body)];
    if (method === 'GET') yield [`${path}: frame`, () => tryFrame(path)];
    if (method === 'POST') yield [`${path}: form`, () => tryForm('POST', path, 'text/plain', { title: 'evil' })];
  }
  for (const offer of [[], ['armature.v1'], ['armature.v1', `bearer.${'A'.repeat(43)}`]]) {
    yield [`WebSocket offering ${offer.length}`, () => trySocket(`ws://${location.host}/ws`, offer)];
  }
}

fetch('/switch', { method: 'POST' }).then(() => report(everything()));
