import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from './CopyButton';
import { clampText, firstPages } from './clampText';
import { visibleText } from './visibleText';
import './ui.css';

interface Props {
  label: string;
  text: string;
  isError?: boolean;
}

/** Text of a machine: in its own letters, clamped when it is long, to be copied whole. */
export function LongText({ label, text, isError = false }: Props) {
  const { t } = useTranslation();
  const [pages, setPages] = useState(0);
  const shown = pages === 0 ? clampText(text) : firstPages(text, pages);
  return (
    <div className="long-text" data-error={isError}>
      <div className="long-text-head">
        <span>{label}</span>
        <CopyButton label={t('copy')} text={() => text} />
      </div>
      <pre tabIndex={0} role="group" aria-label={label}>
        {visibleText(shown.text)}
      </pre>
      {shown.cut && (
        <PageButton
          label={pages === 0 ? t('tool.showAll') : t('showMore')}
          onClick={() => {
            setPages(pages + 1);
          }}
        />
      )}
      {pages > 0 && (
        <PageButton
          label={t('tool.showLess')}
          onClick={() => {
            setPages(0);
          }}
        />
      )}
    </div>
  );
}

function PageButton({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <Button size="compact-xs" variant="subtle" color="gray" onClick={onClick}>
      {label}
    </Button>
  );
}
