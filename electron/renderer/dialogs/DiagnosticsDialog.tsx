import { Button, Skeleton, Tabs } from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DiagnosticsPreview } from '../../shared/ipc';
import type { Problem } from '../../shared/protocol';
import { useServices } from '../app/ServicesContext';
import { useTellFailure } from '../app/useTellFailure';
import { useFormats } from '../i18n/useFormats';
import { problemOf } from '../protocol/problem';
import { ProblemView } from '../ui/ProblemView';
import { Dialog } from './Dialog';

type Collected =
  { state: 'collecting' } | { state: 'failed'; problem: Problem } | { state: 'ready'; preview: DiagnosticsPreview };

/** Shows every file of the archive before any of it is written. */
export function DiagnosticsDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { shell } = useServices();
  const [collected, setCollected] = useState<Collected>({ state: 'collecting' });

  const collect = useCallback(
    () =>
      shell.request('diagnostics:preview').then(
        (preview) => {
          setCollected({ state: 'ready', preview });
        },
        (error: unknown) => {
          setCollected({ state: 'failed', problem: problemOf(error) });
        },
      ),
    [shell],
  );
  useEffect(() => {
    void collect();
  }, [collect]);

  return (
    <Dialog title={t('diagnostics.title')} size="min(880px, 92vw)" onClose={onClose}>
      <p className="dialog-text">{t('diagnostics.text')}</p>
      {collected.state === 'collecting' && (
        <div role="group" aria-busy aria-label={t('diagnostics.collecting')}>
          <Skeleton height={28} width="60%" />
          <Skeleton height={220} mt={12} />
        </div>
      )}
      {collected.state === 'failed' && (
        <ProblemView
          title={t('diagnostics.failed')}
          problem={collected.problem}
          onRetry={() => {
            setCollected({ state: 'collecting' });
            void collect();
          }}
        />
      )}
      {collected.state === 'ready' && <Preview preview={collected.preview} onClose={onClose} />}
    </Dialog>
  );
}

function Preview({ preview, onClose }: { preview: DiagnosticsPreview; onClose: () => void }) {
  const { t } = useTranslation();
  const { shell, notices } = useServices();
  const formats = useFormats();
  const tellFailure = useTellFailure();

  const save = async () => {
    try {
      const path = await shell.request('diagnostics:save', preview.id);
      if (path === null) return;
      notices.show('done', t('diagnostics.saved'), path);
      onClose();
    } catch (error) {
      tellFailure(t('diagnostics.saveFailed'), error);
    }
  };
  return (
    <>
      <Tabs defaultValue={preview.files[0]?.name ?? ''} className="diagnostics">
        <Tabs.List aria-label={t('diagnostics.title')}>
          {preview.files.map((file) => (
            <Tabs.Tab key={file.name} value={file.name}>
              {file.name} <span className="diagnostics-size">{formats.size(file.size)}</span>
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {preview.files.map((file) => (
          <Tabs.Panel key={file.name} value={file.name}>
            <pre
              className="diagnostics-text"
              tabIndex={0}
              role="group"
              aria-label={t('diagnostics.file', { name: file.name })}
            >
              {file.text}
            </pre>
          </Tabs.Panel>
        ))}
      </Tabs>
      <div className="dialog-actions">
        <span className="dialog-note">{t('diagnostics.files', { count: preview.files.length })}</span>
        <Button variant="default" onClick={onClose}>
          {t('cancel')}
        </Button>
        <Button onClick={() => void save()}>{t('diagnostics.save')}</Button>
      </div>
    </>
  );
}
