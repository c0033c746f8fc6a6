import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { firstPages } from './clampText';

interface Props {
  text: string;
  className?: string;
}

/** Text to the letter; of a very long one as much as can be laid out at once, and more when asked for. */
export function PlainText({ text, className }: Props) {
  const { t } = useTranslation();
  const [pages, setPages] = useState(1);
  const shown = firstPages(text, pages);
  return (
    <div className={className}>
      {shown.text}
      {shown.cut && (
        <p>
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => {
              setPages(pages + 1);
            }}
          >
            {t('showMore')}
          </Button>
        </p>
      )}
    </div>
  );
}
