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

function sandboxed(url) {
  const script = `fetch(${JSON.stringify(url)}).then((answer) => answer.text()).then(
    (text) => parent.postMessage({ seen: 'status', read: text, url: ${JSON.stringify(url)} }, '*'),
    (error) => parent.postMessage({ seen: error.name, url: ${JSON.stringify(url)} }, '*'))`;
  return new Promise((resolve) => {
    addEventListener(
      'message',
      (event) => event.data.url === url && resolve({ seen: event.data.seen, read: event.data.read ?? null }),
    );
    const frame = Object.assign(document.createElement('iframe'), { srcdoc: `<script>${script}<\/script>` });
    frame.setAttribute('sandbox', 'allow-scripts');
    document.body.append(frame);
  });
}

async function fromWorker(url) {
  const script = `fetch(${JSON.stringify(url)}).then((answer) => answer.text()).then(
    (text) => postMessage({ seen: 'status', read: text }), (error) => postMessage({ seen: error.name }))`;
  const worker = new Worker(URL.createObjectURL(new Blob([script], { type: 'text/javascript' })));
  return new Promise((resolve) => (worker.onmessage = (event) => resolve(event.data)));
}

function* everything() {
  for (const host of HOSTS) {
    const url = `http://${host}:${SETUP.port}/health`;
    yield [`${url}: fetch`, () => tryFetch(url)];
    yield [`${url}: fetch no-cors`, () => tryFetch(url, { mode: 'no-cors' })];
    yield [`${url}: fetch with a range`, () => tryFetch(url, { headers: { Range: 'bytes=0-9' } })];
    yield [`${url}: frame`, () => tryFrame(url)];
    yield [`${url}: frame without an origin`, () => sandboxed(url)];
    yield [`${url}: worker`, () => fromWorker(url)];
    yield [`${url}: script`, () => tryElement('script', { src: url })];
  }
  for (const port of SETUP.ports) {
    yield [`scan ${port}`, () => tryFetch(`http://127.0.0.1:${port}/health`, { mode: 'no-cors' })];
    yield [`scan ${port} by script`, () => tryElement('script', { src: `http://127.0.0.1:${port}/health` })];
    yield [`scan ${port} by image`, () => tryElement('img', { src: `http://127.0.0.1:${port}/` })];
  }
}

report(everything());
