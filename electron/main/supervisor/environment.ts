/** Variables of Electron, Node, npm, Python and Nuitka would change how the backend runs, or are not its business. */
const REMOVED = [
  /^ELECTRON_/i,
  /^NODE_/i,
  /^npm_/i,
  /^PYTHON/i,
  /^NUITKA_/i,
  /^CHROME_/i,
  /^BACKEND_PYTHON$/i,
  /^VITE_/i,
];

/** The environment of the backend: the user's own (keychain, proxies, language), without what is ours. */
export function backendEnvironment(ours: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(ours).filter(([name]) => !REMOVED.some((pattern) => pattern.test(name)));
  return { ...Object.fromEntries(kept), PYTHONUTF8: '1' };
}
