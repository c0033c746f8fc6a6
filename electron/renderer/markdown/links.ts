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

const LOOKS_LIKE_ADDRESS = /:\/\/|^\s*(?:www\.|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?:[/:?#]|\s*$))/i;

/** Whether the words of a link pretend to be an address that is not its own. */
export function looksLikeAnother(words: unknown, address: string): boolean {
  if (typeof words !== 'string') return false;
  const isOwn = words === address || `https://${words}` === address;
  return !isOwn && LOOKS_LIKE_ADDRESS.test(words);
}
