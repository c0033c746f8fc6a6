/** The packed app as it ships: nothing around it makes it something else. */
import { chmodSync, mkdirSync, existsSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, productProgram, test } from '../support/product';
import type { Product } from '../support/product';

const root = path.resolve(import.meta.dirname, '../../..');
const product = JSON.parse(readFileSync(path.join(root, 'product.json'), 'utf8')) as { backendExecutable: string };

/** A program that leaves a mark when it is run, under the names of everything that might be. */
function plantPrograms(folder: string): { programs: string; mark: string } {
  const mark = path.join(folder, 'was-run');
  const programs = path.join(folder, 'programs');
  mkdirSync(programs);
  for (const name of ['python', 'python3', 'node', 'electron', product.backendExecutable]) {
    writeFileSync(path.join(programs, name), `#!/bin/sh\necho "$0" >> '${mark}'\nexec sleep 60\n`);
    chmodSync(path.join(programs, name), 0o755);
  }
  return { programs, mark };
}

function backendProgram(app: Product): string {
  return readlinkSync(`/proc/${app.backendPid}/exe`);
}

test('no variable of the environment makes it start another backend', async ({ start, folder }) => {
  const { programs, mark } = plantPrograms(folder);
  writeFileSync(path.join(programs, 'sitecustomize.py'), `open('${mark}', 'w').write('python')`);
  writeFileSync(path.join(programs, 'preload.cjs'), `require('fs').writeFileSync('${mark}', 'node')`);
  const app = await start({
    env: {
      BACKEND_PYTHON: path.join(programs, 'python'),
      BACKEND_COMMAND: path.join(programs, 'python'),
      DEVELOPMENT_PORT: '9',
      ELECTRON_OVERRIDE_DIST_PATH: programs,
      ELECTRON_RUN_AS_NODE: '1',
      NODE_OPTIONS: `--require=${path.join(programs, 'preload.cjs')}`,
      NODE_PATH: programs,
      PATH: `${programs}:${process.env['PATH'] ?? ''}`,
      PYTHONHOME: programs,
      PYTHONPATH: programs,
      PYTHONSTARTUP: path.join(programs, 'sitecustomize.py'),
    },
  });
  await app.untilReady();
  expect(backendProgram(app)).toBe(
    path.join(path.dirname(productProgram()), 'resources/backend', product.backendExecutable),
  );
  await app.ask('What is 6 * 7?');
  await expect(await app.untilAnswered()).toContainText('42');
  expect(existsSync(mark)).toBe(false);
});

test('no debugger gets in: not by argument, not by signal, and nobody is waited for', async ({ start }) => {
  const app = await start({ args: ['--inspect=0', '--inspect-brk=0'], env: { WAIT_FOR_PLAYWRIGHT: '1' } });
  await app.untilReady();
  await app.ask('What is 6 * 7?');
  await expect(await app.untilAnswered()).toContainText('42');
  // It opens the debugger of a Node; here it does what it does to a program that does not expect it.
  process.kill(app.pid, 'SIGUSR1');
  await app.untilGone();
  // The DevTools of the window are another thing: they reach what the page reaches.
  expect(app.lines.filter((line) => /debugger listening/i.test(line))).toEqual([]);
});

test('it is no Node: what ELECTRON_RUN_AS_NODE asks for opens the app instead', async ({ start, folder }) => {
  const mark = path.join(folder, 'was-run');
  const script = path.join(folder, 'script.cjs');
  writeFileSync(script, `require('fs').writeFileSync(${JSON.stringify(mark)}, '')`);
  const app = await start({ args: [script], env: { ELECTRON_RUN_AS_NODE: '1' } });
  await app.untilReady();
  expect(existsSync(mark)).toBe(false);
});

test('an app folder beside the archive is not what starts', async ({ start, installation, folder }) => {
  const mark = path.join(folder, 'was-run');
  mkdirSync(installation.file('resources/app'));
  installation.replace('resources/app/package.json', '{"name": "other", "main": "index.js"}');
  installation.replace('resources/app/index.js', `require('fs').writeFileSync(${JSON.stringify(mark)}, '')`);
  const app = await start({ program: installation.program });
  await expect(app.window.getByTestId('backend-state')).toHaveAttribute('data-state', 'failed');
  await expect(app.window.getByRole('main')).toContainText('resources/app/index.js (does not belong there)');
  expect(existsSync(mark)).toBe(false);
});

test('the licences of what it is made of are in it, and can be read', async ({ start }) => {
  const app = await start();
  await app.untilReady();
  await app.button('Settings').click();
  await app.button(/licen[cs]es/i).click();
  const dialog = app.window.getByRole('dialog');
  // One of the page's packages, one of main's, one of the backend's, and what runs it.
  for (const name of [/^react /, /^electron-log /, /^fastapi /, /^Python /]) {
    await expect(dialog.getByRole('button', { name })).toBeVisible();
  }
  await dialog.getByRole('button', { name: /^fastapi / }).click();
  await expect(dialog).toContainText('Permission is hereby granted');
  for (const name of ['LICENSE.electron.txt', 'LICENSES.chromium.html']) {
    expect(existsSync(path.join(path.dirname(productProgram()), name))).toBe(true);
  }
});
