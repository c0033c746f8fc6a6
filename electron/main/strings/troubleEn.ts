/** Trouble with the backend in English: what happened and why, and what to do. */
import type { Exit, LastWords, Trouble } from '../supervisor/trouble';

export interface TroubleWords {
  message: string;
  remedy: string;
}

const INSTALL_AGAIN = 'Install the application again.';
const GET_AND_INSTALL =
  'Quit, and install the application again from where you got it. If it happens again, have the disk checked, and send a diagnostics archive to support.';
const ASK_SUPPORT = 'If it happens again, save a diagnostics archive and send it to support.';

export function troubleEn(trouble: Trouble): TroubleWords {
  switch (trouble.kind) {
    case 'backend-missing':
      return {
        message: `The agent's program is missing: ${trouble.path}. It was moved, or a virus scanner took it away.`,
        remedy: INSTALL_AGAIN,
      };
    case 'python-missing':
      return {
        message: `There is no Python at ${trouble.path}, so the agent cannot run from its sources.`,
        remedy: 'Run `nox -s dev` once, or set BACKEND_PYTHON to a Python that has the backend installed.',
      };
    case 'payload-unsigned':
      return {
        message:
          "The list of the application's files, by which it checks itself, is missing. The installation is damaged or was changed, so the agent does not run.",
        remedy: GET_AND_INSTALL,
      };
    case 'payload-forged':
      return {
        message:
          "The list of the application's files does not carry its maker's signature. The installation is damaged or was changed, so the agent does not run.",
        remedy: GET_AND_INSTALL,
      };
    case 'payload-altered':
      return {
        message: `Files of the application are not as its maker signed them: ${alterations(trouble)}. The disk is damaged, or another program changed the installation, so the agent does not run.`,
        remedy: GET_AND_INSTALL,
      };
    case 'payload-unreadable':
      return {
        message: `The application's own files could not be checked: ${trouble.reason}. The installation is damaged, or you may not read all of it, so the agent does not run.`,
        remedy: GET_AND_INSTALL,
      };
    case 'not-started':
      return {
        message: `The system did not start the agent's program: ${trouble.reason}`,
        remedy: `See whether a virus scanner blocks it. ${INSTALL_AGAIN}`,
      };
    case 'protocol-mismatch':
      return {
        message: `The agent's program is of another version than this application (protocol ${trouble.protocol}): an update stopped half way.`,
        remedy: INSTALL_AGAIN,
      };
    case 'slow-start':
      return {
        message: `The agent did not answer within ${trouble.withinMs / 1000} seconds of its start: the computer is very busy, or a virus scanner is still reading the program.`,
        remedy: `Restart the agent when the computer is less busy. ${ASK_SUPPORT}`,
      };
    case 'unresponsive':
      return {
        message: 'The agent no longer answered and was ended: it was busy without a pause, or memory ran short.',
        remedy: `Close programs that you do not need, then restart the agent. ${ASK_SUPPORT}`,
      };
    case 'engine-failed':
      return {
        message: `The agent's engine could not be loaded. ${trouble.reason ?? 'It gave no reason.'}`,
        remedy: `Restart the agent; your conversations can be read meanwhile. ${ASK_SUPPORT}`,
      };
    case 'handshake-refused':
      return {
        message: `The agent did not accept what the application told it: the two are not of one version.${said(trouble.lastWords)}`,
        remedy: INSTALL_AGAIN,
      };
    case 'data-dir-not-usable':
      return {
        message: `The folder that holds your data cannot be used.${said(trouble.lastWords)}`,
        remedy: 'Make sure that the disk is not full and that you may write to the folder, then restart the agent.',
      };
    case 'data-dir-in-use':
      return {
        message: `Another copy of the application uses your data.${said(trouble.lastWords)}`,
        remedy: 'Close the other copy, then restart the agent.',
      };
    case 'database-newer':
      return {
        message: `Your conversations were written by a later version of the application, which this one cannot read.${said(trouble.lastWords)}`,
        remedy: 'Install the latest version. Nothing was changed.',
      };
    case 'crashed':
      return {
        message: `The agent ended unexpectedly: ${howItEnded(trouble.exit)}.${said(trouble.lastWords)}`,
        remedy: `Restart the agent. ${ASK_SUPPORT}`,
      };
    case 'gave-up':
      return {
        message: `The agent failed ${trouble.crashes} times within ${trouble.withinMs / 60_000} minutes and is no longer restarted by itself. The last time: ${troubleEn(trouble.last).message}`,
        remedy: `Restart the agent yourself. ${ASK_SUPPORT}`,
      };
  }
}

const WHAT = { changed: 'changed', missing: 'missing', added: 'does not belong there' } as const;

function alterations({ files, count }: Extract<Trouble, { kind: 'payload-altered' }>): string {
  const named = files.map(({ what, path }) => `${path} (${WHAT[what]})`).join(', ');
  return count > files.length ? `${named} and ${count - files.length} more` : named;
}

function howItEnded({ code, signal }: Exit): string {
  if (signal === 'SIGKILL') return 'it was ended from outside, often because memory ran out (SIGKILL)';
  if (signal === 'SIGTERM') return 'another program asked it to end (SIGTERM)';
  if (signal !== null) return `its program crashed (${signal})`;
  return `its program ended with code ${code ?? 'unknown'}`;
}

function said(lastWords: LastWords | null): string {
  return lastWords === null ? '' : ` It said: ${lastWords.message}`;
}
