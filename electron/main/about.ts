import type { About } from '../shared/ipc';
import type { UserPaths } from './paths';
import { product } from './product';

export function aboutThisApplication({ logDir, dataDir }: UserPaths): About {
  const { name, version, publisher, copyright, links } = product;
  const { electron, chrome, node } = process.versions;
  const platform = `${process.platform} ${process.arch} ${process.getSystemVersion()}`;
  return { name, version, publisher, copyright, electron, chrome, node, platform, logDir, dataDir, links };
}
