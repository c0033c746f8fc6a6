/** Which requests may leave a page: to its own files, and to the backend of the moment. Everything else is cancelled. */
import { APP_ORIGIN, isOurs, parseAddress } from './navigation';

export interface RequestSurroundings {
  /** The port of the backend that runs now; a stopped one's port may belong to anybody. */
  backendPort: number | null;
  /** The port of the Vite server, in development only. */
  developmentPort: number | null;
}

export type RequestVerdict =
  | 'own-file'
  | 'in-memory'
  | 'backend'
  | 'development-server'
  | 'development-tools'
  | 'malformed'
  | 'scheme-not-allowed'
  | 'host-not-allowed';

const ALLOWED: readonly RequestVerdict[] = [
  'own-file',
  'in-memory',
  'backend',
  'development-server',
  'development-tools',
];

export function isAllowed(verdict: RequestVerdict): boolean {
  return ALLOWED.includes(verdict);
}

export function requestVerdict(address: string, { backendPort, developmentPort }: RequestSurroundings): RequestVerdict {
  const url = parseAddress(address);
  if (url === null) return 'malformed';
  switch (url.protocol) {
    case 'app:':
      return isOurs(url) ? 'own-file' : 'host-not-allowed';
    case 'data:':
      return 'in-memory';
    case 'blob:':
      return url.pathname.startsWith(`${APP_ORIGIN}/`) ? 'in-memory' : 'host-not-allowed';
    case 'devtools:':
      return developmentPort === null ? 'scheme-not-allowed' : 'development-tools';
    case 'http:':
    case 'ws:':
      return localVerdict(url, backendPort, developmentPort);
    default:
      return 'scheme-not-allowed';
  }
}

function localVerdict(url: URL, backendPort: number | null, developmentPort: number | null): RequestVerdict {
  if (url.hostname !== '127.0.0.1') return 'host-not-allowed';
  const port = url.port === '' ? 80 : Number(url.port);
  if (port === backendPort) return 'backend';
  return port === developmentPort ? 'development-server' : 'host-not-allowed';
}
