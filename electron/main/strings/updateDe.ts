/** Trouble with updates in German. */
import type { TroubleWords } from './troubleEn';
import type { updateWordsEn } from './updateEn';

const REFUSED =
  'Nichts wurde verändert. Versuchen Sie es später noch einmal; bleibt es so, sagen Sie es dem Hersteller: Jemand könnte die Aktualisierungen verfälschen.';
const LATER = 'Nichts wurde verändert. Versuchen Sie es später noch einmal.';
const STAYS = 'Diese Version bleibt und funktioniert weiter.';
const BY_HAND = 'Holen Sie die neue Version von der Website und ersetzen Sie diese.';

export const updateWordsDe: Record<keyof typeof updateWordsEn, TroubleWords> = {
  unsigned: { message: 'Die Liste der Aktualisierungen ist nicht signiert und wurde abgelehnt.', remedy: REFUSED },
  'malformed-signature': {
    message: 'Die Signatur der Liste der Aktualisierungen ist nicht lesbar; die Liste wurde abgelehnt.',
    remedy: REFUSED,
  },
  'unknown-key': {
    message: 'Die Liste der Aktualisierungen ist von jemandem signiert, den diese Version nicht kennt.',
    remedy:
      'Nichts wurde verändert. Ist diese Version sehr alt, holen Sie die neue von der Website; sonst sagen Sie es dem Hersteller.',
  },
  tampered: {
    message: 'Die Liste der Aktualisierungen wurde nach dem Signieren verändert und wurde abgelehnt.',
    remedy: REFUSED,
  },
  'too-large': {
    message: 'Die Liste der Aktualisierungen ist viel zu groß und wurde nicht gelesen.',
    remedy: REFUSED,
  },
  malformed: { message: 'Die Liste der Aktualisierungen ist signiert, aber nicht vollständig.', remedy: LATER },
  'wrong-format': {
    message: 'Die Liste der Aktualisierungen ist in einer Form, die diese Version nicht kennt.',
    remedy: BY_HAND,
  },
  'wrong-app': { message: 'Die Liste der Aktualisierungen gehört zu einer anderen Anwendung.', remedy: REFUSED },
  'wrong-file': { message: 'Die Liste der Aktualisierungen gehört zu einem anderen System.', remedy: REFUSED },
  'wrong-channel': { message: 'Die Liste der Aktualisierungen gehört zu einem anderen Kanal.', remedy: REFUSED },
  'test-identity': {
    message: 'Die Liste der Aktualisierungen wurde für einen Test gemacht und wurde abgelehnt.',
    remedy: REFUSED,
  },
  'issued-in-future': {
    message: 'Die Liste der Aktualisierungen kommt aus der Zukunft.',
    remedy: 'Prüfen Sie das Datum dieses Rechners und versuchen Sie es noch einmal.',
  },
  expired: {
    message: 'Die Liste der Aktualisierungen ist abgelaufen und wurde abgelehnt.',
    remedy: 'Prüfen Sie das Datum dieses Rechners. Stimmt es, versuchen Sie es in einigen Tagen noch einmal.',
  },
  replayed: { message: 'Die Liste der Aktualisierungen ist älter als eine schon gesehene.', remedy: REFUSED },
  replaced: {
    message: 'Die Liste der Aktualisierungen ist eine andere als die, die unter ihrer Nummer gesehen wurde.',
    remedy: REFUSED,
  },
  downgrade: {
    message: 'Die angebotene Version ist älter als diese und wurde abgelehnt.',
    remedy: 'Es ist nichts zu tun: Die nächste neuere Version wird angeboten.',
  },
  'foreign-url': { message: 'Die Liste der Aktualisierungen führt an einen fremden Ort.', remedy: REFUSED },
  'no-checksum': {
    message: 'Die Liste der Aktualisierungen sagt nicht, was ihre Dateien enthalten.',
    remedy: REFUSED,
  },
  'feed-missing': {
    message: 'Der Hersteller hat für diesen Kanal und dieses System keine Liste der Aktualisierungen.',
    remedy: LATER,
  },
  'led-away': {
    message: 'Die Seite der Aktualisierungen führt zu einer anderen; ihr wurde nicht gefolgt.',
    remedy: REFUSED,
  },
  unreachable: {
    message: 'Die Seite der Aktualisierungen ist nicht erreichbar.',
    remedy: 'Prüfen Sie die Verbindung zum Internet und versuchen Sie es noch einmal.',
  },
  'download-broken': {
    message: 'Der Download ist abgebrochen.',
    remedy: `${STAYS} Prüfen Sie die Verbindung zum Internet und versuchen Sie es noch einmal.`,
  },
  'download-stalled': {
    message: 'Der Download brachte eine Minute lang nichts und wurde beendet.',
    remedy: LATER,
  },
  'download-too-large': {
    message: 'Es kam mehr, als die signierte Liste nennt; der Download wurde beendet.',
    remedy: REFUSED,
  },
  checksum: {
    message: 'Die heruntergeladene Datei ist nicht die, die der Hersteller signiert hat. Sie wurde verworfen.',
    remedy: `${STAYS} Versuchen Sie es noch einmal; bleibt es so, sagen Sie es dem Hersteller.`,
  },
  'disk-full': {
    message: 'Der Datenträger ist voll.',
    remedy: `${STAYS} Schaffen Sie Platz und versuchen Sie es noch einmal.`,
  },
  'not-signed-by-publisher': {
    message: 'Das Installationsprogramm trägt nicht die Signatur des Herstellers und wurde nicht gestartet.',
    remedy: `${STAYS} Sagen Sie es dem Hersteller.`,
  },
  'not-permitted': {
    message: 'Das System hat die Installation nicht erlaubt.',
    remedy: `${STAYS} Versuchen Sie es noch einmal mit dem Passwort, oder fragen Sie, wer diesen Rechner betreut.`,
  },
  'not-installed': {
    message: 'Die neue Version konnte nicht eingesetzt werden.',
    remedy: `${STAYS} Versuchen Sie es noch einmal, oder holen Sie die neue Version von der Website. Mehr dazu steht im Protokoll.`,
  },
  'backend-still-running': {
    message: 'Der Agent wurde nicht rechtzeitig beendet; nichts wurde ersetzt.',
    remedy: `${STAYS} Beenden Sie die Anwendung, starten Sie sie neu und versuchen Sie es noch einmal.`,
  },
  'no-feed': {
    message: 'Diese Anwendung sucht nicht nach Aktualisierungen.',
    remedy: 'Neue Versionen stehen auf der Website.',
  },
  'no-keys': {
    message:
      'Diese Anwendung hat keinen Schlüssel, mit dem sie Aktualisierungen prüfen könnte, und sucht deshalb nicht nach ihnen.',
    remedy: 'Neue Versionen stehen auf der Website.',
  },
  'bad-address': {
    message: 'Die eingebaute Adresse der Aktualisierungen ist nicht verwendbar.',
    remedy: 'Neue Versionen stehen auf der Website.',
  },
  'policy-forbids': {
    message: 'Wer diesen Rechner betreut, hat Aktualisierungen abgeschaltet.',
    remedy: 'Bitten Sie dort um eine neue Version.',
  },
  'policy-unreadable': {
    message:
      'Es gibt eine Richtlinie für diesen Rechner, aber sie ist nicht lesbar; Aktualisierungen sind deshalb aus.',
    remedy: 'Fragen Sie, wer diesen Rechner betreut; im Protokoll steht, wo sie liegt.',
  },
  'source-tree': {
    message: 'Diese Anwendung läuft aus ihrem Quellbaum.',
    remedy: 'Holen Sie die neue Version mit den Quellen.',
  },
  'unpacked-archive': {
    message: 'Diese Kopie wurde aus einem Archiv entpackt und kann sich nicht selbst ersetzen.',
    remedy: 'Holen Sie das neue Archiv von der Website, oder ein Installationsprogramm, das sich selbst aktualisiert.',
  },
  'read-only-appimage': {
    message: 'Das AppImage oder sein Ordner ist schreibgeschützt und kann nicht ersetzt werden.',
    remedy:
      'Verschieben Sie es in einen eigenen Ordner und starten Sie es dort, oder holen Sie das neue von der Website.',
  },
  translocated: {
    message: 'macOS führt diese Anwendung an einem eigenen Ort aus, weil sie seit dem Download nicht bewegt wurde.',
    remedy: 'Beenden Sie sie, bewegen Sie sie in den Ordner Programme und starten Sie sie dort.',
  },
  'not-in-applications': {
    message: 'Diese Anwendung liegt nicht im Ordner Programme.',
    remedy: 'Beenden Sie sie, bewegen Sie sie in den Ordner Programme und starten Sie sie dort.',
  },
  'read-only-folder': {
    message: 'Diese Anwendung liegt, wo Sie nicht schreiben dürfen.',
    remedy: 'Bitten Sie, wer diesen Rechner betreut, die neue Version zu installieren.',
  },
};
