import type { ReactNode } from 'react';
import { product } from '../app/product';
import { useServices } from '../app/ServicesContext';
import { Address } from './Address';
import { linkVerdict, looksLikeAnother } from './links';
import { useWords } from './PartsContext';

interface Props {
  address: string;
  children: ReactNode;
}

/** A link opens in the browser, by the main process; an address that may not be opened is plain text. */
export function ExternalLink({ address, children }: Props) {
  const t = useWords();
  const { shell, notices } = useServices();

  const open = async () => {
    const opened = await shell.request('external:open', address).catch(() => false);
    if (!opened) notices.show('failed', t('markdown.linkRefused'), t('markdown.linkRefusedText', { address }));
  };

  if (linkVerdict(address, product.externalHosts) === 'blocked') {
    return <BlockedLink address={address}>{children}</BlockedLink>;
  }
  return (
    <>
      <a
        href={address}
        className="md-link"
        onClick={(event) => {
          event.preventDefault();
          void open();
        }}
        onAuxClick={(event) => {
          event.preventDefault();
        }}
      >
        <bdi>{children}</bdi>
      </a>
      {looksLikeAnother(children, address) && (
        <>
          {' '}
          (<Address address={address} />)
        </>
      )}
    </>
  );
}

function BlockedLink({ address, children }: Props) {
  const isFootnote = address.startsWith('#') || address === '';
  if (isFootnote) return <span>{children}</span>;
  if (children === address) return <Address address={address} />;
  return (
    <span>
      <bdi>{children}</bdi> (<Address address={address} />)
    </span>
  );
}
