// Is there an agent on this machine? The bare health answer, by every name of the machine, from here and from a frame
// without an origin; and what tells its port from one where nobody listens.

const HOSTS = [
  '127.0.0.1',
  'localhost',
  '0.0.0.0',
  '[::1]',
  '[::ffff:127.0.0.1]',
  '127.1',
  '2130706433',
  'local.example',
];

async function fromWorker(url) {
  const script = `fetch(${JSON.stringify(url)}).then((answer) => answer.text()).then(
    (text) => postMessage({ seen: 'status', read: text }), (error) => postMessage({ seen: error.name }))`;
  const worker = new Worker(URL.createObjectURL(new Blob([script], { type: 'text/javascript' })));
  return new Promise((resolve) => (worker.onmessage = (event) => resolve(event.data)));
}

function* waysToScan(place) {
  const url = `http://${place}`;
  yield ['fetch', () => tryFetch(url, { mode: 'no-cors' })];
  yield ['fetch without an origin', () => fromSandbox(tryFetch, url, { mode: 'no-cors' })];
  yield ['what is noted of a fetch', () => notedOf(`${url}?noted`)];
  yield ['script', () => tryElement('script', { src: url })];
  yield ['image', () => tryElement('img', { src: url })];
  yield ['style sheet', () => tryElement('link', { rel: 'stylesheet', href: url })];
  yield ['object', () => tryElement('object', { data: url })];
  yield ['embed', () => tryElement('embed', { src: url })];
  yield ['audio', () => tryMedium('audio', url)];
  yield ['video', () => tryMedium('video', url)];
  yield ['frame', () => tryFrame(url)];
  yield ['window', () => tryWindow(url)];
  yield ['WebSocket', () => trySocket(`ws://${place}`, [])];
  yield ['events', () => tryEvents(url)];
}

/** What the browser notes of a request, except for times. */
async function notedOf(url) {
  await fetch(url, { mode: 'no-cors' }).catch(() => null);
  const [entry] = performance.getEntriesByName(url);
  return { seen: ['nextHopProtocol', 'responseStatus', 'transferSize'].map((name) => entry?.[name]).join() };
}

function* everything() {
  for (const host of HOSTS) {
    const url = `http://${host}:${SETUP.port}/health`;
    yield [`${url}: fetch`, () => tryFetch(url)];
    yield [`${url}: fetch no-cors`, () => tryFetch(url, { mode: 'no-cors' })];
    yield [`${url}: fetch with a range`, () => tryFetch(url, { headers: { Range: 'bytes=0-9' } })];
    yield [`${url}: frame`, () => tryFrame(url)];
    yield [`${url}: frame without an origin`, () => fromSandbox(tryFetch, url)];
    yield [`${url}: worker`, () => fromWorker(url)];
    yield [`${url}: script`, () => tryElement('script', { src: url })];
  }
  for (const port of SETUP.ports) {
    for (const [way, attempt] of waysToScan(`127.0.0.1:${port}/health`)) yield [`scan ${port}: ${way}`, attempt];
  }
}

report(everything());
