import { describe, expect, it } from 'vitest';
import { hostVerdict, imageVerdict } from '../../../../electron/main/policies/images';

describe('addresses of pictures', () => {
  it.each([
    ['https://pictures.example/a.png', 'fetch'],
    ['https://pictures.example:8443/a.png?size=1#top', 'fetch'],
    ['https://93.184.216.34/a.png', 'fetch'],
    ['https://[2606:2800:220:1::1]/a.png', 'fetch'],
    ['http://pictures.example/a.png', 'not-https'],
    ['ftp://pictures.example/a.png', 'not-https'],
    ['file:///etc/passwd', 'not-https'],
    ['app://bundle/index.html', 'not-https'],
    ['data:image/png;base64,AAAA', 'not-https'],
    ['javascript:alert(1)', 'not-https'],
    ['https://user@pictures.example/a.png', 'has-credentials'],
    ['https://user:word@pictures.example/a.png', 'has-credentials'],
    ['https://pictures.example:25/a.png', 'unusual-port'],
    ['https://localhost/a.png', 'private-address'],
    ['https://LOCALHOST./a.png', 'private-address'],
    ['https://a.localhost/a.png', 'private-address'],
    ['https://printer/a.png', 'private-address'],
    ['https://printer.local/a.png', 'private-address'],
    ['https://router.home.arpa/a.png', 'private-address'],
    ['https://metadata.google.internal/a.png', 'private-address'],
    ['//pictures.example/a.png', 'malformed'],
    ['a.png', 'malformed'],
    ['https://', 'malformed'],
    ['', 'malformed'],
  ])('%s: %s', (address, verdict) => {
    expect(imageVerdict(address)).toBe(verdict);
  });
});

describe('a host', () => {
  it.each([
    [['93.184.216.34'], 'public'],
    [['93.184.216.34', '2606:2800:220:1::1'], 'public'],
    [['172.15.255.255'], 'public'],
    [['172.32.0.0'], 'public'],
    [['100.128.0.1'], 'public'],
    [[], 'host-not-found'],
    [['93.184.216.34', '127.0.0.1'], 'private-address'],
    [['127.0.0.1'], 'private-address'],
    [['127.255.255.254'], 'private-address'],
    [['0.0.0.0'], 'private-address'],
    [['10.0.0.1'], 'private-address'],
    [['100.64.0.1'], 'private-address'],
    [['169.254.169.254'], 'private-address'],
    [['172.16.0.1'], 'private-address'],
    [['172.31.255.255'], 'private-address'],
    [['192.168.1.1'], 'private-address'],
    [['198.19.0.1'], 'private-address'],
    [['224.0.0.1'], 'private-address'],
    [['255.255.255.255'], 'private-address'],
    [['::'], 'private-address'],
    [['::1'], 'private-address'],
    [['::ffff:127.0.0.1'], 'private-address'],
    [['::ffff:93.184.216.34'], 'private-address'],
    [['64:ff9b::7f00:1'], 'private-address'],
    [['fe80::1'], 'private-address'],
    [['fe80::1%lo'], 'private-address'],
    [['fc00::1'], 'private-address'],
    [['fd12:3456::1'], 'private-address'],
    [['2001:db8::1'], 'private-address'],
    [['2002:7f00:1::'], 'private-address'],
    [['2001::1'], 'private-address'],
    [['ff02::1'], 'private-address'],
    [['nonsense'], 'private-address'],
  ])('at %j: %s', (addresses, verdict) => {
    expect(hostVerdict(addresses)).toBe(verdict);
  });

  it.each(['https://2130706433/', 'https://0x7f.1/', 'https://0177.0.0.1/', 'https://127.1/', 'https://127.0.0.1./'])(
    'written as %s is known for what it is',
    (address) => {
      const { hostname } = new URL(address);
      expect(hostVerdict([hostname])).toBe('private-address');
    },
  );
});
