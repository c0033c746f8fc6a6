/** Beside what no system takes, whatever hides or turns the letters around it: `exe.txt` must not read `txt.exe`. */
const UNSAFE = /(?!\u200c|\u200d|\ufe0e|\ufe0f)[<>:"/\\|?*\p{Cc}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}]/gu;

/** A name that every system takes, whatever a conversation is called. */
export function fileName(suggested: string): string {
  const safe = suggested.replace(UNSAFE, '-').replace(/^[. ]+|[. ]+$/g, '');
  const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(safe);
  return safe === '' || reserved ? `file-${safe}` : safe;
}
