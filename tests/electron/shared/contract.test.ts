import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { accelerators } from '../../../electron/shared/accelerators';
import { menuCommands, requestNames } from '../../../electron/shared/channels';
import { requestArguments } from '../../../electron/shared/ipc';
import { bundleOptions } from '../../../electron/tools/bundles.mjs';

describe('the contract', () => {
  it('names each request once, on both sides', () => {
    expect(Object.keys(requestArguments).sort()).toEqual([...requestNames].sort());
    expect(new Set(requestNames).size).toBe(requestNames.length);
  });

  it('has a key, or none on purpose, for each command', () => {
    expect(Object.keys(accelerators).sort()).toEqual([...menuCommands].sort());
  });
});

describe('the preload', () => {
  it('is one small file that a sandboxed page can load', async () => {
    const { outputFiles } = await build({ ...bundleOptions('preload', true), write: false });
    const preload = outputFiles[0]?.text ?? '';
    const modules = [...preload.matchAll(/require\("([^"]+)"\)/g)].map(([, name]) => name);
    expect(modules).toEqual(['electron']);
    expect(preload.length).toBeLessThan(4_000);
  });
});
