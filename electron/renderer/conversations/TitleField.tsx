import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

const LONGEST_TITLE = 200;

interface Props {
  title: string;
  onDone: (title: string | null) => void;
}

/** Renames in place: Enter or leaving keeps the new title, Escape the old one. */
export function TitleField({ title, onDone }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState(title);
  const keep = () => {
    const trimmed = text.trim();
    onDone(trimmed === '' || trimmed === title ? null : trimmed);
  };
  return (
    <TextInput
      className="title-field"
      size="xs"
      aria-label={t('conversations.newTitle')}
      maxLength={LONGEST_TITLE}
      autoFocus
      value={text}
      onFocus={(event) => {
        event.currentTarget.select();
      }}
      onChange={(event) => {
        setText(event.currentTarget.value);
      }}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return;
        if (event.key === 'Enter') keep();
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onDone(null);
      }}
    />
  );
}
