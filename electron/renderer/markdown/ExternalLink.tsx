import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { product } from '../app/product';
import { useServices } from '../app/ServicesContext';
import { linkVerdict } from './links';

interface Props {
  address: string;
  children: ReactNode;
}

/** A link opens in the browser, by the main process; an address that may not be opened is plain text. */
export function ExternalLink({ address, children }: Props) {
  const { t } = useTranslation();
  const { shell, notices } = useServices();

  const open = async () => {
    const opened = await shell.request('external:open', address).catch(() => false);
    if (!opened) notices.show('failed', t('markdown.linkRefused'), t('markdown.linkRefusedText', { address }));
  };

  if (linkVerdict(address, product.externalHosts) === 'blocked') {
    return <BlockedLink address={address}>{children}</BlockedLink>;
  }
  return (
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
      {children}
    </a>
  );
}

function BlockedLink({ address, children }: Props) {
  const isFootnote = address.startsWith('#') || address === '';
  if (isFootnote) return <span>{children}</span>;
  if (children === address) return <span className="md-address">{address}</span>;
  return (
    <span>
      {children} <span className="md-address">({address})</span>
    </span>
  );
}
