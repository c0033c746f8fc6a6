import { useTranslation } from 'react-i18next';
import { useServices } from '../app/ServicesContext';
import { Dialog } from '../dialogs/Dialog';
import { useObservable } from '../state/observable';
import { UpdateActions } from './UpdateActions';
import { UpdateNotes } from './UpdateNotes';
import { UpdateSummary } from './UpdateSummary';
import './updates.css';

/** Everything about the update at hand: what it brings, how far it is, what can be done. */
export function UpdateDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { offer } = useObservable(useServices().updates);
  return (
    <Dialog title={t('updates.title')} size="min(620px, 92vw)" onClose={onClose}>
      <UpdateSummary />
      {offer !== null && <UpdateNotes offer={offer} />}
      <UpdateActions onClose={onClose} />
    </Dialog>
  );
}
