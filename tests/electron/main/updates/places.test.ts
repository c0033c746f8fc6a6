/** What surrounds an update: where it may come from, why there is none, how this copy lies. */
import { describe, expect, it } from 'vitest';
import { feedAddressVerdict, feedFolder, updateRequestVerdict } from '../../../../electron/main/policies/updates';
import { supportOf, type Copy } from '../../../../electron/main/updates/support';
import { offReason } from '../../../../electron/main/updates/trouble';

describe('the address of the feed', () => {
  it.each([
    ['https://updates.example/product', false, 'usable'],
    ['https://updates.example:8443/product/', false, 'usable'],
    ['', false, 'none'],
    ['updates.example', false, 'malformed'],
    ['http://updates.example/', false, 'not-https'],
    ['http://updates.example/', true, 'not-https'],
    ['http://127.0.0.1:4711/', false, 'not-https'],
    ['http://127.0.0.1:4711/', true, 'usable'],
    ['http://localhost:4711/', true, 'not-https'],
    ['file:///srv/updates', true, 'not-https'],
    ['https://me:secret@updates.example/', false, 'has-credentials'],
    ['https://updates.example/?token=1', false, 'no-folder'],
  ] as const)('%s is, for a test build: %s, %s', (address, testBuild, verdict) => {
    expect(feedAddressVerdict(address, testBuild)).toBe(verdict);
  });

  it('is that of a folder', () => {
    expect(new URL('latest.yml', feedFolder('https://updates.example/product')).href).toBe(
      'https://updates.example/product/latest.yml',
    );
  });
});

describe('a request of the updater', () => {
  const feed = new URL('https://updates.example/product/');
  it.each([
    ['https://updates.example/product/latest.yml', 'feed-host'],
    ['https://updates.example/elsewhere/file', 'feed-host'],
    ['http://updates.example/product/latest.yml', 'other-scheme'],
    ['https://updates.example:8443/product/latest.yml', 'other-host'],
    ['https://www.updates.example/product/latest.yml', 'other-host'],
    ['https://updates.example.evil/product/latest.yml', 'other-host'],
    ['file:///etc/passwd', 'other-scheme'],
    ['nonsense', 'malformed'],
  ])('to %s is %s', (address, verdict) => {
    expect(updateRequestVerdict(address, feed)).toBe(verdict);
  });
});

describe('updates are off', () => {
  it.each([
    ['usable', ['key'], 'none', null],
    ['usable', ['key'], 'allowed', null],
    ['usable', ['key'], 'forbidden', 'policy-forbids'],
    ['none', [], 'forbidden', 'policy-forbids'],
    ['usable', ['key'], 'unreadable', 'policy-unreadable'],
    ['none', ['key'], 'none', 'no-feed'],
    ['not-https', ['key'], 'none', 'bad-address'],
    ['usable', [], 'none', 'no-keys'],
  ] as const)('with an address that is %s, keys %j and a policy %s: %s', (address, keys, policy, reason) => {
    expect(offReason({ address, keys, policy })).toBe(reason);
  });
});

describe('this copy', () => {
  const appImage = '/home/zoë/Apps/product-1.0.0.AppImage';
  const mount = '/tmp/.mount_prodAbC123';
  const mounted = { appImage, mount, program: `${mount}/product` };
  const copy = (fields: Partial<Copy>): Copy => ({
    platform: 'linux',
    isPackaged: true,
    program: '/opt/product/product',
    packageType: null,
    appImage: null,
    mount: null,
    canWrite: () => true,
    exists: () => true,
    ...fields,
  });
  const notIn = (folder: string) => (file: string) => file !== folder;

  it.each([
    ['a source tree', { isPackaged: false, appImage }, 'source-tree'],
    ['an AppImage', mounted, 'supported'],
    ['a tar.gz started from an AppImage of others', { appImage, mount }, 'unpacked-archive'],
    ['a tar.gz beside the mount of others', { ...mounted, program: `${mount}-2/product` }, 'unpacked-archive'],
    ['an AppImage that cannot be written', { ...mounted, canWrite: notIn(appImage) }, 'read-only-appimage'],
    ['an AppImage in a read-only folder', { ...mounted, canWrite: notIn('/home/zoë/Apps') }, 'read-only-appimage'],
    ['a program that only says it is an AppImage', { ...mounted, appImage: 'product.AppImage' }, 'read-only-appimage'],
    ['a deb', { packageType: 'deb', canWrite: () => false }, 'supported'],
    ['an rpm', { packageType: 'rpm', canWrite: () => false }, 'supported'],
    ['an unpacked tar.gz', {}, 'unpacked-archive'],
    ['a Windows installation', { platform: 'win32', program: 'C:\\Apps\\Product\\Product.exe' }, 'supported'],
    [
      'an unpacked zip',
      { platform: 'win32', program: 'C:\\Product\\Product.exe', exists: () => false },
      'unpacked-archive',
    ],
    ['a Mac app', { platform: 'darwin', program: '/Applications/Product.app/Contents/MacOS/Product' }, 'supported'],
    [
      'a Mac app of one user',
      { platform: 'darwin', program: '/Users/zoë/Applications/Product.app/Contents/MacOS/Product' },
      'supported',
    ],
    [
      'a Mac app in Downloads',
      { platform: 'darwin', program: '/Users/zoë/Downloads/Product.app/Contents/MacOS/Product' },
      'not-in-applications',
    ],
    [
      'a Mac app in its disk image',
      { platform: 'darwin', program: '/Volumes/Applications/Product.app/Contents/MacOS/Product' },
      'not-in-applications',
    ],
    [
      'a translocated Mac app',
      { platform: 'darwin', program: '/private/var/folders/x/AppTranslocation/1/d/Product.app/Contents/MacOS/Product' },
      'translocated',
    ],
    [
      'a Mac app of an administrator',
      {
        platform: 'darwin',
        program: '/Applications/Product.app/Contents/MacOS/Product',
        canWrite: notIn('/Applications'),
      },
      'read-only-folder',
    ],
  ] as [string, Partial<Copy>, string][])('as %s is judged', (_name, fields, verdict) => {
    expect(supportOf(copy(fields)).verdict).toBe(verdict);
  });
});
