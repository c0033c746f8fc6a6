import { ActionIcon, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useServices } from '../app/ServicesContext';
import { useTellFailure } from '../app/useTellFailure';

const SHOWN_MS = 1_600;

interface Props {
  label: string;
  text: () => string;
}

/** Copies through the shell, and says that it did. */
export function CopyButton({ label, text }: Props) {
  const { t } = useTranslation();
  const { shell } = useServices();
  const tellFailure = useTellFailure();
  const [copied, setCopied] = useState(false);

  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => {
      setCopied(false);
    }, SHOWN_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [copied]);

  const copy = async () => {
    try {
      await shell.request('clipboard:write', text());
      setCopied(true);
    } catch (error) {
      tellFailure(t('copyFailed'), error);
    }
  };
  const shown = copied ? t('copied') : label;
  const Icon = copied ? IconCheck : IconCopy;
  return (
    <Tooltip label={shown}>
      <ActionIcon aria-label={shown} onClick={() => void copy()}>
        <Icon size={15} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
