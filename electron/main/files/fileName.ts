/** A name that every system takes, whatever a conversation is called. */
export function fileName(suggested: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what must go.
  const safe = suggested.replace(/[<>:"/\\|?*\u0000-\u001f]/g, '-').replace(/^[. ]+|[. ]+$/g, '');
  const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(safe);
  return safe === '' || reserved ? `file-${safe}` : safe;
}
