/** Takes out of logs and diagnostics what identifies a person or opens a door. */

export interface Secrets {
  homeDir: string;
  /** The tokens of the backends so far. */
  tokens: readonly string[];
}

/** A bearer token as it stands in a header or in the WebSocket's subprotocols, and keys as providers write them. */
const PATTERNS: readonly [RegExp, string][] = [
  [/\b(bearer)([ .])[A-Za-z0-9._~+/=-]{16,}/gi, '$1$2[redacted]'],
  [/\b(sk|pk|rk|api|key)-[A-Za-z0-9_-]{16,}/g, '[redacted]'],
  [/("?(?:token|api[_-]?key|password|secret|authorization)"?\s*[:=]\s*"?)[^\s",}]{8,}/gi, '$1[redacted]'],
];

export function redact(text: string, { homeDir, tokens }: Secrets): string {
  const withoutTokens = tokens.reduce((rest, token) => rest.replaceAll(token, '[redacted]'), text);
  const withoutKeys = PATTERNS.reduce((rest, [pattern, stand]) => rest.replace(pattern, stand), withoutTokens);
  return homeSpellings(homeDir).reduce((rest, home) => rest.replaceAll(home, '~'), withoutKeys);
}

/** The home folder as it is, as JSON writes it, and as an address does. */
function homeSpellings(homeDir: string): string[] {
  if (homeDir.length < 2) return [];
  const slashes = homeDir.replaceAll('\\', '/');
  return [...new Set([homeDir, homeDir.replaceAll('\\', '\\\\'), slashes, encodeURI(slashes)])];
}
