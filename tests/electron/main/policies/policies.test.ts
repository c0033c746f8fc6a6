import { describe, expect, it } from 'vitest';
import { externalVerdict } from '../../../../electron/main/policies/external';
import { navigationVerdict } from '../../../../electron/main/policies/navigation';
import { permissionVerdict } from '../../../../electron/main/policies/permissions';
import { reloadVerdict } from '../../../../electron/main/policies/reload';
import { isAllowed, requestVerdict } from '../../../../electron/main/policies/requests';
import { backoffMs, crashVerdict, ownerWaitMs } from '../../../../electron/main/policies/restart';
import { senderVerdict } from '../../../../electron/main/policies/sender';
import { treeEnding } from '../../../../electron/main/policies/tree';

describe('navigation', () => {
  it.each([
    ['app://bundle/index.html', 'allowed'],
    ['app://bundle/index.html#/settings', 'allowed'],
    ['app://other/index.html', 'foreign-origin'],
    ['app://bundle.evil/index.html', 'foreign-origin'],
    ['app://user@bundle/index.html', 'foreign-origin'],
    ['app://bundle:8080/index.html', 'foreign-origin'],
    ['https://armature.example/', 'foreign-origin'],
    ['file:///etc/passwd', 'foreign-origin'],
    ['javascript:alert(1)', 'foreign-origin'],
    ['data:text/html,hello', 'foreign-origin'],
    ['blob:app://bundle/1', 'foreign-origin'],
    ['', 'malformed'],
    ['//bundle/', 'malformed'],
  ])('%s: %s', (address, verdict) => {
    expect(navigationVerdict(address)).toBe(verdict);
  });
});

describe('addresses for the browser', () => {
  const hosts = ['armature.example'];

  it.each([
    ['https://armature.example', 'open'],
    ['https://armature.example/help?topic=1#top', 'open'],
    ['https://ARMATURE.example/', 'open'],
    ['http://armature.example/', 'not-https'],
    ['https://www.armature.example/', 'host-not-listed'],
    ['https://armature.example.evil/', 'host-not-listed'],
    ['https://armature.example@evil.test/', 'has-credentials'],
    ['https://evil.test/?armature.example', 'host-not-listed'],
    ['https://armature.example:8443/', 'unusual-port'],
    ['file:///usr/bin/id', 'not-https'],
    ['smb://armature.example/share', 'not-https'],
    ['javascript:alert(1)', 'not-https'],
    ['armature.example', 'malformed'],
  ])('%s: %s', (address, verdict) => {
    expect(externalVerdict(address, hosts)).toBe(verdict);
  });
});

describe('requests of a page', () => {
  const product = { backendPort: 4000, developmentPort: null };
  const development = { backendPort: 4000, developmentPort: 5000 };

  it.each([
    ['app://bundle/assets/index.js', product, 'own-file', true],
    ['app://other/index.js', product, 'host-not-allowed', false],
    ['data:image/png;base64,AA', product, 'in-memory', true],
    ['blob:app://bundle/5b9a', product, 'in-memory', true],
    ['blob:https://evil.test/5b9a', product, 'host-not-allowed', false],
    ['http://127.0.0.1:4000/health', product, 'backend', true],
    ['ws://127.0.0.1:4000/ws', product, 'backend', true],
    ['ws://127.0.0.1:4001/ws', product, 'host-not-allowed', false],
    ['http://127.0.0.1/health', product, 'host-not-allowed', false],
    ['http://localhost:4000/health', product, 'host-not-allowed', false],
    ['http://[::1]:4000/health', product, 'host-not-allowed', false],
    ['http://127.0.0.1.evil.test:4000/', product, 'host-not-allowed', false],
    ['ws://127.0.0.1:4000/ws', { ...product, backendPort: null }, 'host-not-allowed', false],
    ['wss://127.0.0.1:4000/ws', product, 'scheme-not-allowed', false],
    ['https://armature.example/', product, 'scheme-not-allowed', false],
    ['file:///etc/passwd', product, 'scheme-not-allowed', false],
    ['devtools://devtools/bundled/inspector.html', product, 'scheme-not-allowed', false],
    ['chrome-extension://abc/x.js', product, 'scheme-not-allowed', false],
    ['ws://127.0.0.1:5000/', product, 'host-not-allowed', false],
    ['ws://127.0.0.1:5000/', development, 'development-server', true],
    ['devtools://devtools/bundled/inspector.html', development, 'development-tools', true],
    ['not an address', product, 'malformed', false],
  ])('%s with %o: %s', (address, surroundings, verdict, allowed) => {
    expect(requestVerdict(address, surroundings)).toBe(verdict);
    expect(isAllowed(requestVerdict(address, surroundings))).toBe(allowed);
  });
});

describe('permissions', () => {
  const page = 'app://bundle/';

  it.each([
    ['loopback-network', page, 'allowed'],
    ['loopback-network', 'app://bundle/index.html', 'allowed'],
    ['local-network-access', page, 'allowed'],
    ['loopback-network', 'https://armature.example/', 'foreign-origin'],
    ['loopback-network', 'app://other/', 'foreign-origin'],
    ['loopback-network', '', 'foreign-origin'],
    ['loopback-network', null, 'foreign-origin'],
    ['local-network', page, 'not-needed'],
    ...['media', 'geolocation', 'notifications', 'clipboard-read', 'midi', 'openExternal', 'fileSystem', 'usb'].map(
      (permission) => [permission, page, 'not-needed'] as const,
    ),
  ] as const)('%s for %s: %s', (permission, asker, verdict) => {
    expect(permissionVerdict(permission, asker)).toBe(verdict);
  });
});

describe('senders of messages', () => {
  const ours = { frameUrl: 'app://bundle/index.html', isMainFrame: true, isOurWindow: true };

  it.each([
    [ours, 'accepted'],
    [{ ...ours, isOurWindow: false }, 'unknown-window'],
    [{ ...ours, frameUrl: null }, 'frame-gone'],
    [{ ...ours, isMainFrame: false }, 'subframe'],
    [{ ...ours, frameUrl: 'https://evil.test/' }, 'foreign-origin'],
    [{ ...ours, frameUrl: 'app://bundle.evil/' }, 'foreign-origin'],
    [{ ...ours, frameUrl: 'about:blank' }, 'foreign-origin'],
  ])('%o: %s', (sender, verdict) => {
    expect(senderVerdict(sender)).toBe(verdict);
  });
});

describe('a backend and what it started', () => {
  it.each([
    ['linux', 'process-group'],
    ['darwin', 'process-group'],
    ['win32', 'job-object'],
  ] as const)('on %s are ended by %s', (platform, ending) => {
    expect(treeEnding(platform)).toBe(ending);
  });
});

describe('restarts', () => {
  it('gives up at the fifth crash within two minutes', () => {
    const seconds = [0, 20, 40, 60];
    const earlier = seconds.map((second) => second * 1000);
    expect(crashVerdict(earlier.slice(0, 3), 60_000).verdict).toBe('try-again');
    expect(crashVerdict(earlier, 119_999)).toEqual({ verdict: 'give-up', crashes: [...earlier, 119_999] });
  });

  it('forgets crashes of a time that the clock was set back from', () => {
    expect(crashVerdict([900_000, 920_000, 940_000, 960_000], 0)).toEqual({ verdict: 'try-again', crashes: [0] });
  });

  it('forgets a crash after two minutes', () => {
    expect(crashVerdict([0, 20_000, 40_000, 60_000], 120_000)).toEqual({
      verdict: 'try-again',
      crashes: [20_000, 40_000, 60_000, 120_000],
    });
  });

  it.each([
    [0, 0, 375],
    [0, 0.5, 500],
    [0, 1, 625],
    [1, 0.5, 1_000],
    [4, 0.5, 8_000],
    [20, 0.5, 30_000],
  ])('waits before attempt %i with chance %f: %i ms', (attempt, random, ms) => {
    expect(backoffMs(attempt, random)).toBe(ms);
  });

  it('waits for the owner of the data folder longer than a leftover backend lives, then no more', () => {
    const waits = [0, 1, 2, 3].map(ownerWaitMs);
    expect(waits.reduce<number>((sum, ms) => sum + (ms ?? 0), 0)).toBeGreaterThan(2_000);
    expect(ownerWaitMs(4)).toBeNull();
  });
});

describe('a page that crashed', () => {
  it('is loaded again twice within a minute, then the user is asked', () => {
    const first = reloadVerdict('crashed', [], 0);
    const second = reloadVerdict('oom', first.crashes, 10_000);
    const third = reloadVerdict('crashed', second.crashes, 20_000);
    expect([first.verdict, second.verdict, third.verdict]).toEqual(['reload', 'reload', 'tell-the-user']);
  });

  it('is loaded again when earlier crashes are old', () => {
    expect(reloadVerdict('crashed', [0, 1], 61_000).verdict).toBe('reload');
  });

  it('is left alone when it ended as it should', () => {
    expect(reloadVerdict('clean-exit', [], 0).verdict).toBe('nothing-to-do');
  });
});
