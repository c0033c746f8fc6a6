import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useConversationCommands } from '../conversations/useConversationCommands';
import { Dialog } from './Dialog';

interface Props {
  conversationId: string;
  title: string;
  onClose: () => void;
}

export function DeleteDialog({ conversationId, title, onClose }: Props) {
  const { t } = useTranslation();
  const commands = useConversationCommands();
  return (
    <Dialog title={t('conversations.deleteTitle')} onClose={onClose}>
      <p className="dialog-text">{t('conversations.deleteText', { title })}</p>
      <div className="dialog-actions">
        <Button variant="default" data-autofocus onClick={onClose}>
          {t('cancel')}
        </Button>
        <Button
          color="red.8"
          onClick={() => {
            onClose();
            void commands.remove(conversationId);
          }}
        >
          {t('conversations.delete')}
        </Button>
      </div>
    </Dialog>
  );
}
