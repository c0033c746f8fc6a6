/** What an administrator wants: from a file, or from what `reg query` says. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPolicyFile } from '../../../../electron/main/updates/policy/file';
import { policyPlace, readPolicy, type UpdatePolicy } from '../../../../electron/main/updates/policy/policy';
import { registryPolicy } from '../../../../electron/main/updates/policy/registry';
import { rememberingLog, temporaryFolder } from '../support';

describe('a policy in a file', () => {
  function policyOf(file: string): UpdatePolicy {
    return readPolicy({ name: file, read: () => readPolicyFile(file) }, rememberingLog());
  }

  it.each([
    ['{}', 'allowed', {}],
    ['{"updates": {}, "proxies": "of another product"}', 'allowed', {}],
    ['{"updates": {"enabled": false}}', 'forbidden', {}],
    [
      '{"updates": {"channel": "latest", "automaticCheck": false}}',
      'allowed',
      { channel: 'latest', automaticCheck: false },
    ],
    ['{"updates": {"enabled": "no"}}', 'unreadable', {}],
    ['{"updates": {"chanel": "latest"}}', 'unreadable', {}],
    ['{"updates": {"enabled": false', 'unreadable', {}],
    ['', 'unreadable', {}],
    [`{}${' '.repeat(70_000)}`, 'unreadable', {}],
  ] as const)('%s makes updates %s', (content, verdict, fixed) => {
    const file = path.join(temporaryFolder(), 'policy.json');
    writeFileSync(file, content);
    expect(policyOf(file)).toEqual({ verdict, fixed });
  });

  it('that is a folder makes updates off, and none leaves them to the user', () => {
    const folder = temporaryFolder();
    mkdirSync(path.join(folder, 'policy.json'));
    expect(policyOf(path.join(folder, 'policy.json')).verdict).toBe('unreadable');
    expect(policyOf(path.join(folder, 'missing', 'policy.json')).verdict).toBe('none');
  });
});

const POLICIES = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies';
const OURS = `${POLICIES}\\product`;
const SECTION = `${OURS}\\updates`;

/** As reg.exe prints it: the keys below another, or the values of one. */
function answer(...lines: string[]): string {
  return ['', ...lines, '', ''].join('\r\n');
}

/** A machine on which every key but those that are named is denied. */
function registry(answers: Record<string, string>) {
  return (key: string): string => {
    const found = answers[key];
    if (found === undefined) throw new Error('ERROR: Access is denied.');
    return found;
  };
}

describe('a policy in the registry', () => {
  const place = { [POLICIES]: answer(`${POLICIES}\\Microsoft`, OURS), [OURS]: answer(SECTION) };
  const policyOf = (answers: Record<string, string>): UpdatePolicy =>
    readPolicy(registryPolicy('product', registry(answers)), rememberingLog());

  it.each([
    [['    enabled    REG_DWORD    0x0'], 'forbidden', {}],
    [['    enabled    REG_DWORD    0x1', '    channel    REG_SZ    beta'], 'allowed', { channel: 'beta' }],
    [
      ['    automaticCheck    REG_DWORD    0x0', '    automaticDownload    REG_DWORD    0x1'],
      'allowed',
      { automaticCheck: false, automaticDownload: true },
    ],
    [[], 'allowed', {}],
    [['    enabled    REG_DWORD    0x2'], 'unreadable', {}],
    [['    enabled    REG_SZ    0x0'], 'unreadable', {}],
    [['    enabled    REG_SZ    false'], 'unreadable', {}],
    [['    enabled    REG_QWORD    0x0'], 'unreadable', {}],
    [['    enabled    REG_SZ    '], 'unreadable', {}],
    [['    channel    REG_SZ    nightly'], 'unreadable', {}],
    [['    channel    REG_EXPAND_SZ    beta'], 'unreadable', {}],
    [['    enabeld    REG_DWORD    0x0'], 'unreadable', {}],
    [['    (Standard)    REG_SZ    aus'], 'unreadable', {}],
    [['    __proto__    REG_SZ    latest'], 'unreadable', {}],
    [['enabled    REG_DWORD    0x0'], 'unreadable', {}],
    [[`${SECTION}\\more`], 'unreadable', {}],
  ] as const)('with %j makes updates %s', (values, verdict, fixed) => {
    expect(policyOf({ ...place, [SECTION]: answer(SECTION, ...values) })).toEqual({ verdict, fixed });
  });

  it.each([
    ['nobody has made one', { [POLICIES]: answer(`${POLICIES}\\Microsoft`, `${OURS}-2`) }, 'none'],
    [
      'somebody has made one about other things',
      { ...place, [OURS]: answer('    proxy    REG_SZ    none') },
      'allowed',
    ],
    ['no policy at all may be read', {}, 'unreadable'],
    ['ours may not be read', { [POLICIES]: place[POLICIES] }, 'unreadable'],
    ['its part about updates may not be read', place, 'unreadable'],
  ] as [string, Record<string, string>, string][])('where %s is judged', (_name, answers, verdict) => {
    expect(policyOf(answers).verdict).toBe(verdict);
  });

  it('is found whatever case its names are written in', () => {
    const shout = { [POLICIES]: answer(OURS.toUpperCase()), [OURS]: answer(SECTION.toUpperCase()) };
    const values = answer(SECTION.toUpperCase(), '    enabled    REG_DWORD    0x0');
    expect(policyOf({ ...shout, [SECTION]: values }).verdict).toBe('forbidden');
  });
});

describe('the place of a policy', () => {
  it.each([
    ['linux', '/etc/product/policy.json'],
    ['darwin', '/Library/Application Support/product/policy.json'],
    ['win32', SECTION],
  ] as const)('is on %s %s, and no other', (platform, place) => {
    expect(policyPlace(platform, 'product').name).toBe(place);
  });

  it('is named in the log when it cannot be read', () => {
    const log = rememberingLog();
    readPolicy(registryPolicy('product', registry({})), log);
    expect(log.lines.join()).toContain(JSON.stringify(SECTION));
    expect(log.lines.join()).toContain('Access is denied');
  });
});
