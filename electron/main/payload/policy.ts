/** Who vouches for the files of the application. */

export type PayloadPolicy = 'check' | 'source-tree' | 'sealed-by-the-system';

/**
 * macOS seals the whole bundle with its code signature, which our list could not be part of. Linux has nothing of the
 * kind, and Windows nothing for the backend's folder: there the signed list is checked by ourselves.
 */
export function payloadPolicy(isPackaged: boolean, platform: NodeJS.Platform): PayloadPolicy {
  if (!isPackaged) return 'source-tree';
  return platform === 'darwin' ? 'sealed-by-the-system' : 'check';
}
