/** Which pictures of an answer may be asked for: what the policy of the main process says of an address, known here. */

/** As long as the shell takes one. */
const LONGEST_ADDRESS = 2_000;
/** As long as a name can be. */
const LONGEST_HOST = 253;

/**
 * The address to ask for the picture, or null where there is nothing to ask for.
 *
 * It is asked for as it was read here: main, which reads it again, cannot take it for another. Its host is in the
 * letters of ASCII, as it is looked up: a name in others than it seems (`аpple.com`) is seen for what it is
 * (`xn--pple-43d.com`).
 */
export function imageUrl(address: string): URL | null {
  if (address.length > LONGEST_ADDRESS) return null;
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return null;
  }
  const isPlain = url.protocol === 'https:' && url.username === '' && url.password === '';
  return isPlain && url.hostname.length <= LONGEST_HOST && url.href.length <= LONGEST_ADDRESS ? url : null;
}
