/**
 * Trials: tests whose outcome is a row of the documents, with what was tried, how often, and what was lost.
 *
 * The counterpart of `tests/trials.py`: a test with the tag `@fault` or `@attack` and the annotation that `row` makes is
 * a trial. `TRIALS_FILE` names the file that gets a line of JSON for each that ran, in the format which
 * `build/trials/records.py` reads; `TRIES` says how often to try.
 */
import { appendFileSync } from 'node:fs';
import { expect, test as base } from './app';
import { test as productBase } from './product';
import type { TestInfo } from '@playwright/test';

export { expect, largeWorkspace, newFolder, newWorkspace, PATIENCE_MS, type Bridge, type RunningApp } from './app';

interface Wanted {
  /** In every test run. */
  quick: number;
  /** In `nox -s faults` and `nox -s attacks`. */
  full: number;
  /** What is counted, in the plural. */
  count?: string;
}

interface Figure {
  unit: string;
  limit: number | null;
  values: number[];
}

/** Counts the tries of one test, and takes its figures. */
export class Tally {
  count = 'tries';
  tried = 0;
  readonly figures: Record<string, Figure> = {};

  /** The number of each try, from 0: few of them in every test run, all where time is given for it. */
  *tries({ quick, full, count = 'tries' }: Wanted): Generator<number> {
    for (let number = 0; number < this.wanted({ quick, full }); number += 1) {
      this.add(1, count);
      yield number;
    }
  }

  /** How many tries this run asks for; for tests that count by themselves, with `add`. */
  wanted({ quick, full }: Wanted): number {
    return process.env['TRIES'] === 'full' ? full : quick;
  }

  add(tried: number, count = 'tries'): void {
    this.count = count;
    this.tried += tried;
  }

  /** Takes one value of a figure of which less is better; above its limit the test fails when it is at its end. */
  worst(name: string, value: number, unit: string, limit: number | null = null): void {
    const figure = (this.figures[name] ??= { unit, limit, values: [] });
    figure.values.push(value);
  }

  check(): void {
    for (const [name, { unit, limit, values }] of Object.entries(this.figures)) {
      if (limit !== null)
        expect(Math.max(...values), `${name}, ${unit}: ${values.join(', ')}`).toBeLessThanOrEqual(limit);
    }
  }
}

/** The row of the document that a test is: its chapter, and what is tried, in words that a user understands. */
export function row(chapter: string, what: string): { type: string; description: string } {
  return { type: 'row', description: JSON.stringify({ chapter, what }) };
}

interface Fixtures {
  tally: Tally;
}

/** Our usual test, with a tally. */
export const test = base.extend<Fixtures>({ tally: [counted, { auto: true }] });

/** The test on the product itself (`support/product.ts`), with a tally. */
export const productTest = productBase.extend<Fixtures>({ tally: [counted, { auto: true }] });

// eslint-disable-next-line no-empty-pattern -- Playwright reads the fixture's needs from this pattern.
async function counted({}: object, use: (tally: Tally) => Promise<void>, testInfo: TestInfo): Promise<void> {
  const tally = new Tally();
  await use(tally);
  const exceeded = failureOf(() => {
    tally.check();
  });
  writeDown(tally, testInfo, exceeded !== null);
  if (exceeded !== null) throw exceeded;
}

function failureOf(check: () => void): Error | null {
  try {
    check();
    return null;
  } catch (error) {
    return error as Error;
  }
}

function writeDown(tally: Tally, testInfo: TestInfo, exceeded: boolean): void {
  const file = process.env['TRIALS_FILE'];
  const annotation = testInfo.annotations.find(({ type }) => type === 'row')?.description;
  if (file === undefined || annotation === undefined || testInfo.status === 'skipped') return;
  const record = {
    kind: testInfo.tags.includes('@attack') ? 'attack' : 'fault',
    ...(JSON.parse(annotation) as { chapter: string; what: string }),
    target: testInfo.project.name === 'source' ? 'app' : 'packaged',
    tries_wanted: process.env['TRIES'] === 'full' ? 'full' : 'quick',
    count: tally.count,
    tries: tally.tried || 1,
    lost: exceeded || testInfo.status !== testInfo.expectedStatus ? 1 : 0,
    figures: tally.figures,
    test: testInfo.titlePath.join(' > '),
  };
  appendFileSync(file, `${JSON.stringify(record)}\n`);
}
