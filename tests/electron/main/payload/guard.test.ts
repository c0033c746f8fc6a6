import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { gateVerdict } from '../../../../electron/main/debugging';
import { checkInWorker, PayloadGuard, troubleOf } from '../../../../electron/main/payload/guard';
import type { PayloadVerdict, Scope } from '../../../../electron/main/payload/verdict';
import { rememberingLog, temporaryFolder } from '../support';

const INTACT: PayloadVerdict = { verdict: 'intact', hashed: 1 };
const ALTERED: PayloadVerdict = { verdict: 'altered', alterations: [{ what: 'changed', path: 'resources/app.asar' }] };

/** A guard whose checks come out as listed, one after the other. */
function guardOf(...verdicts: PayloadVerdict[]) {
  const asked: Scope[] = [];
  const log = rememberingLog();
  const guard = new PayloadGuard((scope) => {
    asked.push(scope);
    return Promise.resolve(verdicts[asked.length - 1] ?? INTACT);
  }, log);
  return { guard, asked, log };
}

describe('the guard', () => {
  it('begins before anybody asks, and checks anew before every further start', async () => {
    const { guard, asked } = guardOf(INTACT, ALTERED);
    expect(asked).toEqual(['resources']);
    expect(await guard.trouble()).toBeNull();
    expect(asked).toHaveLength(1);
    expect(await guard.trouble()).toMatchObject({ kind: 'payload-altered' });
    expect(asked).toHaveLength(2);
  });

  it("does not forget what is wrong with Electron's own files", async () => {
    const { guard, asked } = guardOf(INTACT, ALTERED, INTACT);
    await guard.trouble();
    expect(await guard.checkRuntime()).toMatchObject({ kind: 'payload-altered' });
    expect(asked).toEqual(['resources', 'runtime']);
    expect(await guard.trouble()).toMatchObject({ kind: 'payload-altered' });
  });

  it('writes every altered file into the log', async () => {
    const { guard, log } = guardOf(ALTERED);
    await guard.trouble();
    expect(log.lines.join()).toContain('changed resources/app.asar');
  });
});

it('of many altered files the first are named, and all are counted', () => {
  const alterations = Array.from({ length: 40 }, (_, n) => ({ what: 'missing' as const, path: `resources/${n}` }));
  const trouble = troubleOf({ verdict: 'altered', alterations });
  expect(trouble).toMatchObject({ kind: 'payload-altered', count: 40 });
  expect(trouble).toHaveProperty('files.length', 5);
});

describe('the check on a thread of its own', () => {
  function workerOf(source: string) {
    const file = path.join(temporaryFolder(), 'worker.cjs');
    writeFileSync(file, source);
    return checkInWorker(file, { root: '', resources: '', keys: [], indexFile: '' });
  }

  it('gives its verdict', async () => {
    const source = `require('node:worker_threads').parentPort.postMessage({ verdict: 'intact', hashed: 3 })`;
    expect(await workerOf(source)('resources')).toEqual({ verdict: 'intact', hashed: 3 });
  });

  it.each(['throw new Error("no memory")', 'process.exit(0)', 'this is no JavaScript'])(
    'counts as one that could not read when it dies: %s',
    async (source) => {
      expect(await workerOf(source)('resources')).toMatchObject({ verdict: 'unreadable' });
    },
  );
});

it.each([
  [undefined, '1', 'open'],
  ['ws://127.0.0.1:1/x', undefined, 'open'],
  ['ws://127.0.0.1:1/x', '0', 'open'],
  ['ws://127.0.0.1:1/x', '1', 'wait'],
] as const)('with the debugger at %s and the variable %s, the gate says: %s', (address, variable, verdict) => {
  expect(gateVerdict(address, variable === undefined ? {} : { WAIT_FOR_PLAYWRIGHT: variable })).toBe(verdict);
});
