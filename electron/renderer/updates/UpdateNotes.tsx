import { useTranslation } from 'react-i18next';
import type { UpdateOffer } from '../../shared/updates';
import { formatMoment } from '../i18n/dates';
import { useFormats } from '../i18n/useFormats';
import { Markdown } from '../markdown/Markdown';

/** What the publisher says about a version. Its pictures are not fetched, and its links go to listed sites only. */
export function UpdateNotes({ offer: { notes, released } }: { offer: UpdateOffer }) {
  const { t } = useTranslation();
  const { locale } = useFormats();
  return (
    <section className="update-notes">
      <h3>{t('updates.notes')}</h3>
      {released !== null && (
        <p className="update-text">{t('updates.released', { moment: formatMoment(released, locale) })}</p>
      )}
      <div className="update-notes-text" tabIndex={0} role="group" aria-label={t('updates.notes')}>
        {notes.trim() === '' ? (
          <p className="update-text">{t('updates.noNotes')}</p>
        ) : (
          <Markdown text={notes} growing={false} />
        )}
      </div>
    </section>
  );
}
