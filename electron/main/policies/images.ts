/** Which pictures of an answer are fetched when the user asks for one: over https, and from the internet only. */
import { BlockList, isIP } from 'node:net';
import type { ImageRefusal } from '../../shared/ipc';
import { parseAddress } from './navigation';

export type ImageVerdict =
  'fetch' | Extract<ImageRefusal, 'malformed' | 'not-https' | 'has-credentials' | 'unusual-port' | 'private-address'>;

/** Below it are the ports of mail, shells and the like, which have no pictures. */
const FIRST_FREE_PORT = 1024;

/** Names that only a machine, a home or an office knows. */
const LOCAL_NAME = /^[^.]*\.?$|\.(?:local|localhost|internal|intranet|lan|home\.arpa)\.?$/;

/** What the address itself says. Where its host leads is judged by {@link hostVerdict}, once it is known. */
export function imageVerdict(address: string): ImageVerdict {
  const url = parseAddress(address);
  if (url === null) return 'malformed';
  if (url.protocol !== 'https:') return 'not-https';
  if (url.username !== '' || url.password !== '') return 'has-credentials';
  if (url.port !== '' && Number(url.port) < FIRST_FREE_PORT) return 'unusual-port';
  const isLiteral = url.hostname.startsWith('[');
  return !isLiteral && LOCAL_NAME.test(url.hostname) ? 'private-address' : 'fetch';
}

export type HostVerdict = 'public' | Extract<ImageRefusal, 'host-not-found' | 'private-address'>;

/** One address that is not of the internet is enough: who names such a host wants something of this network. */
export function hostVerdict(addresses: readonly string[]): HostVerdict {
  if (addresses.length === 0) return 'host-not-found';
  return addresses.every(isPublic) ? 'public' : 'private-address';
}

/** The special-purpose address registries of IANA (RFC 6890), and what is multicast. */
const SPECIAL_V4 = blockList('ipv4', [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
]);
/** Of IPv6 this much is given out at all; those that carry an address of IPv4 within them are left out of it. */
const GLOBAL_V6 = blockList('ipv6', ['2000::/3']);
const SPECIAL_V6 = blockList('ipv6', ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']);

/** A list knows nothing of what is no address: that is not public either. */
function isPublic(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !SPECIAL_V4.check(address, 'ipv4');
    case 6:
      return GLOBAL_V6.check(address, 'ipv6') && !SPECIAL_V6.check(address, 'ipv6');
    default:
      return false;
  }
}

function blockList(family: 'ipv4' | 'ipv6', networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [start = '', bits = ''] = network.split('/');
    list.addSubnet(start, Number(bits), family);
  }
  return list;
}
