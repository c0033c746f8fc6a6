/** Which addresses of an answer may be opened: the policy of the main process, known here so that it can be shown. */

export type LinkVerdict = 'open' | 'blocked';

/** https, on a listed host, without a user name in it. Main checks again. */
export function linkVerdict(address: string, allowedHosts: readonly string[]): LinkVerdict {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return 'blocked';
  }
  const plain = url.protocol === 'https:' && url.username === '' && url.password === '' && url.port === '';
  return plain && allowedHosts.includes(url.hostname) ? 'open' : 'blocked';
}
