import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { answerFrom } from '../../../../electron/main/protocol/answer';
import { viteOn } from '../../../../electron/main/protocol/development';
import { fileVerdict, filesOf } from '../../../../electron/main/protocol/files';
import { contentSecurityPolicy } from '../../../../electron/main/protocol/headers';
import { temporaryFolder } from '../support';

const PAGE = '<meta name="csp-nonce" content="__CSP_NONCE__"><style nonce="__CSP_NONCE__"></style>';

function bundle(): string {
  const outside = temporaryFolder();
  const root = path.join(outside, 'renderer');
  mkdirSync(path.join(root, 'assets'), { recursive: true });
  writeFileSync(path.join(root, 'index.html'), PAGE);
  writeFileSync(path.join(root, 'assets', 'größe 1.js'), '__CSP_NONCE__');
  writeFileSync(path.join(root, 'assets', 'notes.md'), 'not of the page');
  writeFileSync(path.join(outside, 'secret.js'), 'secret');
  return root;
}

function directive(policy: string, name: string): string[] {
  const found = policy.split('; ').find((part) => part.startsWith(`${name} `));
  return found?.split(' ').slice(1) ?? [];
}

describe('files of the page', () => {
  it.each([
    ['app://bundle/', 200],
    ['app://bundle/index.html?x=1#y', 200],
    ['app://bundle/assets/gr%C3%B6%C3%9Fe%201.js', 200],
    ['app://bundle/assets/missing.js', 404],
    ['app://bundle/assets/notes.md', 404],
    ['app://bundle/assets', 404],
    ['app://other/index.html', 404],
    ['app://bundle/../secret.js', 404],
    ['app://bundle/%2e%2e/secret.js', 404],
    ['app://bundle/..%2fsecret.js', 404],
    ['app://bundle/assets/..%2f..%2fsecret.js', 404],
    ['app://bundle/..%5csecret.js', 404],
    ['app://bundle/index.html%00.js', 404],
    ['app://bundle/%ff.js', 404],
    ['app://bundle/C:%2fsecret.js', 404],
  ])('%s: %i', async (address, status) => {
    expect((await filesOf(bundle())(address)).status).toBe(status);
  });

  it('say why an address is refused', () => {
    expect(fileVerdict('app://bundle/..%2fsecret.js', '/root')).toMatchObject({ why: 'outside-of-the-bundle' });
    expect(fileVerdict('app://bundle/..%5csecret.js', '/root')).toMatchObject({ why: 'malformed-path' });
    expect(fileVerdict('app://bundle/x.exe', '/root')).toMatchObject({ why: 'unknown-type' });
  });
});

describe('an answer', () => {
  it('carries a nonce of its own in its policy and in the page', async () => {
    const answer = answerFrom(filesOf(bundle()), false);
    const nonces = new Set<string>();
    for (let load = 0; load < 3; load++) {
      const { headers, body } = await answer('app://bundle/index.html');
      const [nonce = ''] = /'nonce-([^']+)'/.exec(headers['Content-Security-Policy'] ?? '')?.slice(1) ?? [];
      expect(Buffer.from(nonce, 'base64')).toHaveLength(16);
      expect(body.toString()).toBe(PAGE.replaceAll('__CSP_NONCE__', nonce));
      nonces.add(nonce);
    }
    expect(nonces.size).toBe(3);
  });

  it('leaves everything but pages as it is', async () => {
    const { body } = await answerFrom(filesOf(bundle()), false)('app://bundle/assets/größe 1.js');
    expect(body.toString()).toBe('__CSP_NONCE__');
  });

  it('says what the browser must not guess', async () => {
    const { headers } = await answerFrom(filesOf(bundle()), false)('app://bundle/assets/größe 1.js');
    expect(headers).toMatchObject({
      'Content-Type': 'text/javascript; charset=utf-8',
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Resource-Policy': 'same-origin',
    });
  });
});

describe('the content security policy', () => {
  const policy = contentSecurityPolicy({ nonce: 'abc', development: false });

  it('lets no inline or evaluated script run', () => {
    expect(directive(policy, 'script-src')).toEqual(["'self'"]);
    expect(policy).not.toContain('unsafe');
  });

  it('lets styles in by nonce only', () => {
    expect(directive(policy, 'style-src')).toEqual(["'self'", "'nonce-abc'"]);
  });

  it('denies what it does not name', () => {
    expect(directive(policy, 'default-src')).toEqual(["'none'"]);
    for (const name of ['base-uri', 'form-action', 'frame-ancestors', 'object-src', 'frame-src', 'worker-src']) {
      expect(directive(policy, name)).toEqual(["'none'"]);
    }
  });

  it('reaches no host but this machine', () => {
    expect(directive(policy, 'connect-src')).toEqual(["'self'", 'ws://127.0.0.1:*', 'http://127.0.0.1:*']);
  });

  it('lets the reload preamble in, by nonce, in development only', () => {
    expect(directive(contentSecurityPolicy({ nonce: 'abc', development: true }), 'script-src')).toEqual([
      "'self'",
      "'nonce-abc'",
    ]);
  });
});

describe('in development', () => {
  it('the page is fetched from Vite, query and all, and keeps its headers', async () => {
    const asked: string[] = [];
    const vite = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.setHeader('Content-Type', 'text/html');
      response.end(PAGE);
    });
    await new Promise<void>((resolve) => vite.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void vite.close());
    const { port } = vite.address() as AddressInfo;
    const { status, headers, body } = await answerFrom(viteOn(port), true)('app://bundle/src/main.tsx?t=1');
    expect(asked).toEqual(['/src/main.tsx?t=1']);
    expect(status).toBe(200);
    expect(headers['Content-Security-Policy']).toContain("script-src 'self' 'nonce-");
    expect(body.toString()).not.toContain('__CSP_NONCE__');
  });

  it('no other origin is passed on', async () => {
    expect((await viteOn(1)('app://other/')).status).toBe(404);
  });
});
