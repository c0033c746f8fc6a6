/** The headers of every answer on app://. */

export interface CspOptions {
  nonce: string;
  /** In development Vite's reload preamble is an inline script, and its socket sits on a port of its own. */
  development: boolean;
}

/**
 * The backend's port changes with every restart while the page stays, and a page's policy cannot change with it: so
 * `connect-src` names every port of 127.0.0.1, and the request filter (policies/requests.ts) holds the page to the
 * exact one.
 */
export function contentSecurityPolicy({ nonce, development }: CspOptions): string {
  return [
    "default-src 'none'",
    `script-src 'self'${development ? ` 'nonce-${nonce}'` : ''}`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self' ws://127.0.0.1:* http://127.0.0.1:*",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "frame-src 'none'",
    "object-src 'none'",
    "worker-src 'none'",
  ].join('; ');
}

export function answerHeaders(contentType: string, csp: CspOptions): Record<string, string> {
  return {
    'Content-Type': contentType,
    'Content-Security-Policy': contentSecurityPolicy(csp),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
  };
}
