import { Skeleton } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import * as z from 'zod/mini';
import { Disclosure } from '../ui/Disclosure';
import { Dialog } from './Dialog';

/** What the build writes of each package that is in it (vite's `build.license`). */
const licensesSchema = z.array(
  z.object({
    name: z.string(),
    version: z.string(),
    identifier: z.nullish(z.string()),
    text: z.nullish(z.string()),
  }),
);
type Licenses = z.infer<typeof licensesSchema>;

async function readLicenses(): Promise<Licenses> {
  const answer = await fetch('/licenses.json');
  return licensesSchema.parse(await answer.json());
}

export function LicensesDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [licenses, setLicenses] = useState<Licenses | 'waiting' | 'failed'>('waiting');

  useEffect(() => {
    readLicenses().then(setLicenses, () => {
      setLicenses('failed');
    });
  }, []);

  return (
    <Dialog title={t('licenses.title')} size="min(720px, 92vw)" onClose={onClose}>
      {licenses === 'waiting' && <Skeleton height={240} />}
      {licenses === 'failed' && (
        <p className="dialog-text" role="alert">
          {t('licenses.failed')}. {t('licenses.failedText')}
        </p>
      )}
      {Array.isArray(licenses) && (
        <>
          <p className="dialog-text">{t('licenses.text', { count: licenses.length })}</p>
          <p className="dialog-text">{t('licenses.runtime')}</p>
          <div className="licenses">
            {licenses.map((one) => (
              <Disclosure
                key={`${one.name} ${one.version}`}
                head={
                  <>
                    <span className="licenses-name">
                      {one.name} {one.version}
                    </span>
                    <span className="licenses-kind">{one.identifier}</span>
                  </>
                }
              >
                <pre className="licenses-text">{one.text}</pre>
              </Disclosure>
            ))}
          </div>
        </>
      )}
    </Dialog>
  );
}
