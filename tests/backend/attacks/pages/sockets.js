// WebSockets from another origin: no preflight asks for them, so the server alone can refuse.

const GUESS = `bearer.${'A'.repeat(43)}`;
const PLACES = ['/ws?token=A', '/ws/', '/', '/health', '/conversations'];
const OFFERS = [[], ['armature.v1'], ['armature.v1', GUESS], [GUESS], ['armature.v1', 'bearer.'], ['bearer.', GUESS]];

function* addresses() {
  for (const host of ['127.0.0.1', 'localhost', '0.0.0.0', 'local.example']) {
    for (const offer of OFFERS) yield [`${host}:${SETUP.port}/ws`, offer];
  }
  for (const place of PLACES) yield [`127.0.0.1:${SETUP.port}${place}`, ['armature.v1', GUESS]];
}

function* everything() {
  for (const [address, offer] of addresses()) {
    const what = `${address} offering ${offer.length} [${offer}]`;
    yield [what, () => trySocket(`ws://${address}`, offer)];
    yield [`${what} without an origin`, () => fromSandbox(trySocket, `ws://${address}`, offer)];
  }
}

report(everything());
