import { Kbd } from '@mantine/core';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { SHORTCUTS, keysOf } from '../app/shortcuts';
import { Dialog } from './Dialog';

export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const names = { control: t('keys.control'), shift: t('keys.shift'), enter: t('keys.enter') };
  const apple = navigator.userAgent.includes('Macintosh');
  return (
    <Dialog title={t('shortcuts.title')} onClose={onClose}>
      <dl className="shortcuts">
        {SHORTCUTS.map((shortcut) => (
          <div key={shortcut.name}>
            <dt>{t(`shortcuts.${shortcut.name}`)}</dt>
            <dd>
              {keysOf(shortcut, names, apple).map((key) => (
                <Fragment key={key}>
                  <Kbd>{key}</Kbd>
                </Fragment>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
