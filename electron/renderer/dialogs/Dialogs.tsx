import { useServices } from '../app/ServicesContext';
import { useObservable } from '../state/observable';
import { DeleteDialog } from './DeleteDialog';
import { DiagnosticsDialog } from './DiagnosticsDialog';
import './dialogs.css';
import { LicensesDialog } from './LicensesDialog';
import { ShortcutsDialog } from './ShortcutsDialog';
import { UpdateDialog } from '../updates/UpdateDialog';

/** The one dialog that is open, if any. */
export function Dialogs() {
  const { view } = useServices();
  const { dialog } = useObservable(view);
  const close = () => {
    view.patch({ dialog: null });
  };
  switch (dialog?.kind) {
    case undefined:
      return null;
    case 'delete':
      return <DeleteDialog conversationId={dialog.conversationId} title={dialog.title} onClose={close} />;
    case 'diagnostics':
      return <DiagnosticsDialog onClose={close} />;
    case 'licenses':
      return <LicensesDialog onClose={close} />;
    case 'shortcuts':
      return <ShortcutsDialog onClose={close} />;
    case 'updates':
      return <UpdateDialog onClose={close} />;
  }
}
