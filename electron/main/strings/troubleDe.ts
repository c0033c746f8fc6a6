/** Trouble with the backend in German: what happened and why, and what to do. */
import type { Exit, LastWords, Trouble } from '../supervisor/trouble';
import type { TroubleWords } from './troubleEn';

const INSTALL_AGAIN = 'Installieren Sie die Anwendung neu.';
const GET_AND_INSTALL =
  'Beenden Sie die Anwendung, und installieren Sie sie von dort neu, woher Sie sie haben. Geschieht es wieder, lassen Sie den Datenträger prüfen, und senden Sie die Diagnose an den Support.';
const ASK_SUPPORT = 'Geschieht es wieder, speichern Sie die Diagnose und senden Sie sie an den Support.';

export function troubleDe(trouble: Trouble): TroubleWords {
  switch (trouble.kind) {
    case 'backend-missing':
      return {
        message: `Das Programm des Agenten fehlt: ${trouble.path}. Es wurde verschoben, oder ein Virenscanner hat es entfernt.`,
        remedy: INSTALL_AGAIN,
      };
    case 'python-missing':
      return {
        message: `Unter ${trouble.path} gibt es kein Python, also kann der Agent nicht aus seinen Quellen laufen.`,
        remedy: 'Führen Sie einmal `nox -s dev` aus, oder nennen Sie in BACKEND_PYTHON ein Python mit dem Backend.',
      };
    case 'payload-unsigned':
      return {
        message:
          'Die Liste der Dateien, anhand derer die Anwendung sich selbst prüft, fehlt. Die Installation ist beschädigt oder wurde verändert, darum läuft der Agent nicht.',
        remedy: GET_AND_INSTALL,
      };
    case 'payload-forged':
      return {
        message:
          'Die Liste der Dateien der Anwendung trägt nicht die Unterschrift des Herstellers. Die Installation ist beschädigt oder wurde verändert, darum läuft der Agent nicht.',
        remedy: GET_AND_INSTALL,
      };
    case 'payload-altered':
      return {
        message: `Dateien der Anwendung sind nicht so, wie ihr Hersteller sie unterschrieben hat: ${alterations(trouble)}. Der Datenträger ist beschädigt, oder ein anderes Programm hat die Installation verändert, darum läuft der Agent nicht.`,
        remedy: GET_AND_INSTALL,
      };
    case 'payload-unreadable':
      return {
        message: `Die Dateien der Anwendung konnten nicht geprüft werden: ${trouble.reason}. Die Installation ist beschädigt, oder Sie dürfen nicht alle lesen, darum läuft der Agent nicht.`,
        remedy: GET_AND_INSTALL,
      };
    case 'not-started':
      return {
        message: `Das System hat das Programm des Agenten nicht gestartet: ${trouble.reason}`,
        remedy: `Prüfen Sie, ob ein Virenscanner es blockiert. ${INSTALL_AGAIN}`,
      };
    case 'protocol-mismatch':
      return {
        message: `Das Programm des Agenten hat eine andere Version als diese Anwendung (Protokoll ${trouble.protocol}): Eine Aktualisierung blieb auf halbem Weg stehen.`,
        remedy: INSTALL_AGAIN,
      };
    case 'slow-start':
      return {
        message: `Der Agent hat ${trouble.withinMs / 1000} Sekunden nach seinem Start noch nicht geantwortet: Der Computer ist stark beschäftigt, oder ein Virenscanner liest das Programm noch.`,
        remedy: `Starten Sie den Agenten neu, wenn der Computer weniger beschäftigt ist. ${ASK_SUPPORT}`,
      };
    case 'unresponsive':
      return {
        message:
          'Der Agent antwortete nicht mehr und wurde beendet: Er war ohne Pause beschäftigt, oder der Speicher wurde knapp.',
        remedy: `Schließen Sie Programme, die Sie nicht brauchen, und starten Sie den Agenten neu. ${ASK_SUPPORT}`,
      };
    case 'engine-failed':
      return {
        message: `Die Agenten-Engine konnte nicht geladen werden. ${trouble.reason ?? 'Sie nannte keinen Grund.'}`,
        remedy: `Starten Sie den Agenten neu; Ihre Unterhaltungen können Sie inzwischen lesen. ${ASK_SUPPORT}`,
      };
    case 'handshake-refused':
      return {
        message: `Der Agent nahm nicht an, was die Anwendung ihm mitteilte: Beide haben nicht dieselbe Version.${said(trouble.lastWords)}`,
        remedy: INSTALL_AGAIN,
      };
    case 'data-dir-not-usable':
      return {
        message: `Der Ordner mit Ihren Daten kann nicht benutzt werden.${said(trouble.lastWords)}`,
        remedy:
          'Sorgen Sie dafür, dass der Datenträger nicht voll ist und Sie in den Ordner schreiben dürfen, und starten Sie den Agenten neu.',
      };
    case 'data-dir-in-use':
      return {
        message: `Eine andere Kopie der Anwendung benutzt Ihre Daten.${said(trouble.lastWords)}`,
        remedy: 'Schließen Sie die andere Kopie, und starten Sie den Agenten neu.',
      };
    case 'database-newer':
      return {
        message: `Ihre Unterhaltungen wurden von einer späteren Version der Anwendung geschrieben, die diese hier nicht lesen kann.${said(trouble.lastWords)}`,
        remedy: 'Installieren Sie die neueste Version. Nichts wurde verändert.',
      };
    case 'crashed':
      return {
        message: `Der Agent endete unerwartet: ${howItEnded(trouble.exit)}.${said(trouble.lastWords)}`,
        remedy: `Starten Sie den Agenten neu. ${ASK_SUPPORT}`,
      };
    case 'gave-up':
      return {
        message: `Der Agent scheiterte ${trouble.crashes}-mal innerhalb von ${trouble.withinMs / 60_000} Minuten und wird nicht mehr von selbst neu gestartet. Zuletzt: ${troubleDe(trouble.last).message}`,
        remedy: `Starten Sie den Agenten selbst neu. ${ASK_SUPPORT}`,
      };
  }
}

const WHAT = { changed: 'verändert', missing: 'fehlt', added: 'gehört nicht dorthin' } as const;

function alterations({ files, count }: Extract<Trouble, { kind: 'payload-altered' }>): string {
  const named = files.map(({ what, path }) => `${path} (${WHAT[what]})`).join(', ');
  return count > files.length ? `${named} und ${count - files.length} weitere` : named;
}

function howItEnded({ code, signal }: Exit): string {
  if (signal === 'SIGKILL') return 'Er wurde von außen beendet, oft weil der Speicher ausging (SIGKILL)';
  if (signal === 'SIGTERM') return 'Ein anderes Programm bat ihn, sich zu beenden (SIGTERM)';
  if (signal !== null) return `Sein Programm stürzte ab (${signal})`;
  return `Sein Programm endete mit Code ${code ?? 'unbekannt'}`;
}

function said(lastWords: LastWords | null): string {
  return lastWords === null ? '' : ` Er meldete: ${lastWords.message}`;
}
