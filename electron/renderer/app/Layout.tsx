import { Drawer } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { BackendBanner } from '../backend/BackendBanner';
import { BackendNotices } from '../backend/BackendNotices';
import { RecoveryScreen } from '../backend/RecoveryScreen';
import { useAgentState } from '../backend/useAgentState';
import { Announcer } from '../chat/Announcer';
import { ChatPage } from '../chat/ChatPage';
import { Sidebar } from '../conversations/Sidebar';
import { Dialogs } from '../dialogs/Dialogs';
import { SettingsPage } from '../settings/SettingsPage';
import { UpdateBanner } from '../updates/UpdateBanner';
import { useObservable } from '../state/observable';
import { Header } from './Header';
import { NARROW } from './narrow';
import { NoticeStack } from './NoticeStack';
import { useServices } from './ServicesContext';
import { useCommands } from './useCommands';
import { useMediaQuery } from './useMediaQuery';

export function Layout() {
  const { state } = useAgentState();
  useCommands();
  return (
    <>
      {state === 'failed' ? <RecoveryScreen /> : <Workbench />}
      <Announcer />
      <NoticeStack />
      <Dialogs />
    </>
  );
}

function Workbench() {
  const { t } = useTranslation();
  const { view, focus } = useServices();
  const { page, drawerOpen } = useObservable(view);
  const narrow = useMediaQuery(NARROW);
  return (
    <div className="workbench">
      {page === 'chat' && (
        <button
          type="button"
          className="skip"
          onClick={() => {
            focus.request('composer');
          }}
        >
          {t('skipToMessage')}
        </button>
      )}
      {narrow ? (
        <Drawer
          opened={drawerOpen}
          onClose={() => {
            view.patch({ drawerOpen: false });
          }}
          withCloseButton={false}
          size={300}
          padding={0}
          aria-label={t('conversations.title')}
          classNames={{ body: 'drawer-body' }}
        >
          <Sidebar />
        </Drawer>
      ) : (
        <div className="workbench-side">
          <Sidebar />
        </div>
      )}
      <main className="workbench-main">
        <Header narrow={narrow} />
        <BackendBanner />
        <BackendNotices />
        <UpdateBanner />
        {page === 'settings' ? <SettingsPage /> : <ChatPage />}
      </main>
    </div>
  );
}
