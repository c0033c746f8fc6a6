import { IconPhoto, IconPhotoOff } from '@tabler/icons-react';
import { useEffect, useMemo, useRef, type MouseEvent } from 'react';
import { useServices } from '../app/ServicesContext';
import type { ImageState, ImageTrouble } from '../state/images';
import { visibleName } from '../ui/visibleText';
import { Address } from './Address';
import { imageUrl } from './images';
import { usePictures, useWords } from './PartsContext';

interface Props {
  alt: string;
  address: string;
}

/** A picture of an answer. Whoever serves it learns that it is looked at, so it is fetched when the user asks for it. */
export function RemoteImage({ alt, address }: Props) {
  const { images } = useServices();
  const pictures = usePictures();
  /** The frame of the picture, once it was asked for here. */
  const asked = useRef<Element | null>(null);
  const url = useMemo(() => imageUrl(address), [address]);
  const state = url === null ? undefined : pictures.get(url.href);

  const show = (event: MouseEvent) => {
    // The picture may stand in a link.
    event.preventDefault();
    event.stopPropagation();
    asked.current = event.currentTarget.parentElement;
    if (url !== null) void images.load(url.href);
  };
  return (
    <span tabIndex={-1} className="md-image" data-state={state?.kind ?? 'blocked'}>
      {url !== null && state?.kind === 'shown' ? (
        <ShownImage
          url={state.url}
          alt={alt}
          onShown={() => {
            // The button that had the focus is gone.
            if (asked.current instanceof HTMLElement && document.activeElement === document.body) asked.current.focus();
          }}
          onError={() => {
            images.giveUp(url.href);
          }}
        />
      ) : (
        <BlockedImage alt={alt} address={address} host={url?.host ?? null} state={state} onShow={show} />
      )}
    </span>
  );
}

interface ShownProps {
  url: string;
  alt: string;
  onShown: () => void;
  onError: () => void;
}

function ShownImage({ url, alt, onShown, onError }: ShownProps) {
  useEffect(() => {
    onShown();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once, when it takes the place of its button.
  }, []);
  return <img src={url} alt={visibleName(alt)} decoding="async" draggable={false} onError={onError} />;
}

interface BlockedProps extends Props {
  host: string | null;
  state: ImageState | undefined;
  onShow: (event: MouseEvent) => void;
}

function BlockedImage({ alt, address, host, state, onShow }: BlockedProps) {
  const t = useWords();
  const loading = state?.kind === 'loading';
  return (
    <>
      <IconPhotoOff size={16} aria-hidden />
      <span>
        <bdi>{alt === '' ? t('markdown.imageUnnamed') : t('markdown.image', { alt: visibleName(alt) })}</bdi> (
        <Address address={address} />)
      </span>
      {host !== null && (
        <button type="button" className="md-image-show" aria-disabled={loading} onClick={onShow}>
          <IconPhoto size={15} aria-hidden />
          <bdi>{t(loading ? 'markdown.imageLoading' : 'markdown.showImage', { host })}</bdi>
        </button>
      )}
      {state?.kind === 'refused' && (
        <span role="status" className="md-image-trouble">
          {t(`markdown.imageTrouble.${TEXTS[state.trouble]}`)}
        </span>
      )}
    </>
  );
}

/** Several troubles are one for the user, with the same thing to do. */
const TEXTS = {
  malformed: 'address',
  'not-https': 'address',
  'has-credentials': 'address',
  'unusual-port': 'address',
  'private-address': 'private',
  'host-not-found': 'notFound',
  unreachable: 'unreachable',
  'too-slow': 'unreachable',
  'not-given': 'notGiven',
  'too-many-redirects': 'notGiven',
  'too-large': 'tooLarge',
  'not-a-picture': 'notPicture',
  unreadable: 'notPicture',
  'too-many-at-once': 'busy',
  failed: 'failed',
} as const satisfies Record<ImageTrouble, string>;
