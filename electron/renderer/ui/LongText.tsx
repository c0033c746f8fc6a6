import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from './CopyButton';
import { clampText } from './clampText';
import './ui.css';

interface Props {
  label: string;
  text: string;
  isError?: boolean;
}

/** Text of a machine: in its own letters, clamped when it is long, to be copied whole. */
export function LongText({ label, text, isError = false }: Props) {
  const { t } = useTranslation();
  const [whole, setWhole] = useState(false);
  const clamped = clampText(text);
  return (
    <div className="long-text" data-error={isError}>
      <div className="long-text-head">
        <span>{label}</span>
        <CopyButton label={t('copy')} text={() => text} />
      </div>
      <pre tabIndex={0} role="group" aria-label={label}>
        {whole ? text : clamped.text}
      </pre>
      {clamped.cut && (
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          onClick={() => {
            setWhole(!whole);
          }}
        >
          {whole ? t('tool.showLess') : t('tool.showAll')}
        </Button>
      )}
    </div>
  );
}
