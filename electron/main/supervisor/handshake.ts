import { randomBytes } from 'node:crypto';
import type { Handshake } from '../../shared/protocol';

const TOKEN_BYTES = 32;

export function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url');
}

export interface Folders {
  dataDir: string;
  logDir: string;
}

/** The first line of the backend's stdin: the only way by which the token reaches it. */
export function handshakeLine(token: string, origin: string, { dataDir, logDir }: Folders): string {
  const handshake: Handshake = { protocol: 1, token, origins: [origin], data_dir: dataDir, log_dir: logDir };
  return JSON.stringify(handshake);
}
