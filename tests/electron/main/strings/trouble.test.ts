import { describe, expect, it } from 'vitest';
import { troubleDe } from '../../../../electron/main/strings/troubleDe';
import { troubleEn } from '../../../../electron/main/strings/troubleEn';
import { codeOf, troubleOfExit, type Trouble } from '../../../../electron/main/supervisor/trouble';

const lastWords = { code: 'from-the-backend', message: 'The disk is full.' };
const killed: Trouble = troubleOfExit({ code: null, signal: 'SIGKILL' }, null);

/** One of each kind; the compiler wants a row for a kind that is new. */
const everyKind: Record<Trouble['kind'], Trouble> = {
  'backend-missing': { kind: 'backend-missing', path: '/opt/app/backend' },
  'python-missing': { kind: 'python-missing', path: '/src/python' },
  'payload-unsigned': { kind: 'payload-unsigned' },
  'payload-forged': { kind: 'payload-forged' },
  'payload-altered': {
    kind: 'payload-altered',
    files: [{ what: 'missing', path: 'resources/backend/server' }],
    count: 3,
  },
  'payload-unreadable': { kind: 'payload-unreadable', reason: 'EACCES: permission denied' },
  'not-started': { kind: 'not-started', reason: 'spawn EACCES' },
  'protocol-mismatch': { kind: 'protocol-mismatch', protocol: 2 },
  'slow-start': { kind: 'slow-start', withinMs: 60_000 },
  unresponsive: { kind: 'unresponsive' },
  'engine-failed': { kind: 'engine-failed', reason: 'no module named x' },
  'handshake-refused': { kind: 'handshake-refused', lastWords },
  'data-dir-not-usable': { kind: 'data-dir-not-usable', lastWords },
  'data-dir-in-use': { kind: 'data-dir-in-use', lastWords: null },
  'database-newer': { kind: 'database-newer', lastWords },
  crashed: { kind: 'crashed', exit: { code: 70, signal: null }, lastWords },
  'gave-up': { kind: 'gave-up', crashes: 5, withinMs: 120_000, last: killed },
};

describe.each([
  ['English', troubleEn],
  ['German', troubleDe],
])('trouble in %s', (_language, words) => {
  it.each(Object.values(everyKind))('$kind: says what happened and what to do, in whole sentences', (trouble) => {
    const { message, remedy } = words(trouble);
    expect(message.length).toBeGreaterThan(30);
    expect(remedy).toMatch(/^\p{Lu}.+\.$/su);
    expect(message + remedy).not.toMatch(/undefined|null|NaN|\[object/);
  });

  it.each(Object.values(everyKind).filter((trouble) => 'lastWords' in trouble && trouble.lastWords !== null))(
    "$kind: passes on the backend's own reason",
    (trouble) => {
      expect(words(trouble).message).toContain('The disk is full.');
    },
  );

  it('after the last crash says how often, how the last one ended, and that no restart follows by itself', () => {
    const { message, remedy } = words(everyKind['gave-up']);
    expect(message).toMatch(/\b5\b.*\b2\b.*(no longer restarted by itself|nicht mehr von selbst neu gestartet)/);
    expect(message).toContain(words(killed).message);
    expect(message).toContain('SIGKILL');
    expect(remedy).toMatch(/Restart the agent yourself|Starten Sie den Agenten selbst neu/);
  });
});

it.each([
  ['English', troubleEn, /resources\/backend\/server \(missing\) and 2 more/],
  ['German', troubleDe, /resources\/backend\/server \(fehlt\) und 2 weitere/],
])('altered files are named, and the rest counted, in %s', (_language, words, told) => {
  expect(words(everyKind['payload-altered']).message).toMatch(told);
});

it('no two kinds share their words', () => {
  const messages = Object.values(everyKind).map((trouble) => troubleEn(trouble).message);
  expect(new Set(messages).size).toBe(messages.length);
});

it.each([
  [everyKind.crashed, 'from-the-backend'],
  [killed, 'crashed'],
  [everyKind['gave-up'], 'gave-up'],
])('the code is the one that says most: %o', (trouble, code) => {
  expect(codeOf(trouble)).toBe(code);
});
