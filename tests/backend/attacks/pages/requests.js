// Every route, in every way in which a page can send something to another origin.

const EVIL = JSON.stringify({ title: 'evil', key: 'evil', provider: 'evil', workspace: '/' });
const GUESS = 'A'.repeat(43);
const SIMPLE = new Set(['GET', 'HEAD', 'POST']);
const DISGUISES = [
  'text/plain',
  'text/plain;charset=application/json',
  'application/x-www-form-urlencoded',
  'application/x-www-form-urlencoded;application/json',
  'multipart/form-data;boundary=application/json',
];

function* waysTo(method, url) {
  const body = SIMPLE.has(method) && method !== 'POST' ? undefined : EVIL;
  const simple = SIMPLE.has(method) ? method : 'POST';
  const sent = simple === 'POST' ? EVIL : undefined;
  yield ['fetch', () => tryFetch(url, { method, body })];
  yield ['fetch with cookies', () => tryFetch(url, { method, body, credentials: 'include' })];
  yield ['fetch no-cors', () => tryFetch(url, { method: simple, body: sent, mode: 'no-cors', credentials: 'include' })];
  yield [
    'fetch with a guessed token',
    () => tryFetch(url, withHeaders(method, body, { Authorization: `Bearer ${GUESS}` })),
  ];
  yield ['fetch of JSON', () => tryFetch(url, withHeaders(method, body, { 'Content-Type': 'application/json' }))];
  yield [
    'fetch with the method in a header',
    () =>
      tryFetch(url, withHeaders('POST', EVIL, { 'X-HTTP-Method-Override': method, 'X-Forwarded-Host': '127.0.0.1' })),
  ];
  yield [
    'fetch that outlives the page',
    () => tryFetch(url, { method: simple, body: sent, mode: 'no-cors', keepalive: true }),
  ];
  yield [
    'fetch that follows nothing',
    () => tryFetch(url, { method: simple, body: sent, mode: 'no-cors', redirect: 'manual' }),
  ];
  yield ['XMLHttpRequest', () => tryRequest(method, url, body)];
  yield ['fetch without an origin', () => fromSandbox(tryFetch, url, { method, body })];
  yield [
    'fetch no-cors without an origin',
    () => fromSandbox(tryFetch, url, { method: simple, body: sent, mode: 'no-cors' }),
  ];
  yield ['XMLHttpRequest without an origin', () => fromSandbox(tryRequest, method, url, body)];
  if (method === 'GET') yield* waysToLoad(url);
  else yield* waysToPost(url);
}

function withHeaders(method, body, headers) {
  return { method, body, headers };
}

function* waysToPost(url) {
  for (const type of DISGUISES) {
    yield [
      `fetch as ${type}`,
      () => tryFetch(url, { method: 'POST', mode: 'no-cors', body: new Blob([EVIL], { type }) }),
    ];
  }
  yield ['beacon', async () => ({ seen: navigator.sendBeacon(url, new Blob([EVIL], { type: 'text/plain' })) })];
  // A form's text/plain can be made to look like JSON: {"title": "evil", "x": "="}
  yield ['form as text', () => tryForm('POST', url, 'text/plain', { '{"title":"evil","x":"': '"}' })];
  yield ['form', () => tryForm('POST', url, 'application/x-www-form-urlencoded', { title: 'evil', _method: 'DELETE' })];
  yield [
    'form without an origin',
    () => fromSandbox(tryForm, 'POST', url, 'text/plain', { '{"title":"evil","x":"': '"}' }),
  ];
  yield ['form of parts', () => tryForm('POST', url, 'multipart/form-data', { title: 'evil' })];
}

function* waysToLoad(url) {
  yield ['image', () => tryElement('img', { src: url })];
  yield ['script', () => tryElement('script', { src: url })];
  yield ['module', async () => ({ seen: 'module', read: JSON.stringify(await import(url)) })];
  yield ['style sheet', () => tryElement('link', { rel: 'stylesheet', href: url })];
  yield ['preload', () => tryElement('link', { rel: 'preload', as: 'fetch', href: url })];
  yield ['object', () => tryElement('object', { data: url })];
  yield ['embed', () => tryElement('embed', { src: url })];
  yield ['audio', () => tryMedium('audio', url)];
  yield ['video', () => tryMedium('video', url)];
  yield ['frame', () => tryFrame(url)];
  yield ['window', () => tryWindow(url)];
  yield ['form in the address', () => tryForm('GET', url, 'application/x-www-form-urlencoded', { title: 'evil' })];
  yield ['events', () => tryEvents(url)];
}

function* everything() {
  for (const [method, path] of SETUP.routes) {
    const url = `http://127.0.0.1:${SETUP.port}${path}`;
    for (const [way, attempt] of waysTo(method, url)) yield [`${method} ${path}: ${way}`, attempt];
  }
}

report(everything());
