import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface Props {
  title: string;
  size?: string;
  onClose: () => void;
  children: ReactNode;
}

export function Dialog({ title, size = 'md', onClose, children }: Props) {
  const { t } = useTranslation();
  return (
    <Modal opened title={title} size={size} onClose={onClose} closeButtonProps={{ 'aria-label': t('close') }}>
      {children}
    </Modal>
  );
}
