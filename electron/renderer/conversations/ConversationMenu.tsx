import { Menu } from '@mantine/core';
import { IconBraces, IconMarkdown, IconPencil, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useConversationCommands } from './useConversationCommands';

interface Props {
  id: string;
  title: string;
  /** The button that opens it. */
  children: ReactNode;
  onRename: () => void;
}

export function ConversationMenu({ id, title, children, onRename }: Props) {
  const { t } = useTranslation();
  const commands = useConversationCommands();
  return (
    <Menu>
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={16} />} onClick={onRename}>
          {t('conversations.rename')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconMarkdown size={16} />}
          onClick={() => void commands.exportAs(id, title, 'markdown')}
        >
          {t('conversations.exportMarkdown')}
        </Menu.Item>
        <Menu.Item leftSection={<IconBraces size={16} />} onClick={() => void commands.exportAs(id, title, 'json')}>
          {t('conversations.exportJson')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          className="menu-danger"
          leftSection={<IconTrash size={16} />}
          onClick={() => {
            commands.askToDelete(id, title);
          }}
        >
          {t('conversations.delete')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
