/** A failed request, as the backend or this side of it tells it to a person. */
import type { ShellError } from '../../shared/ipc';
import type { Problem } from '../../shared/protocol';

/** Problems of this side of the wire; the interface has words of its own for them. */
export type LocalProblem = 'backend-unreachable' | 'backend-not-connected' | 'answer-not-understood' | 'not-sent';

export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.title);
    this.name = 'ProblemError';
    this.problem = problem;
  }
}

/** A problem without words: `describeProblem` finds them in the catalog, in the language of the moment. */
export function localProblem(type: LocalProblem, detail = ''): Problem {
  return { type, title: '', detail, retryable: true, status: null };
}

/** What a request of either side rejected with: the backend's problem, the shell's error, or one that nobody planned. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  if (isShellError(error)) return shellProblem(error);
  return localProblem('answer-not-understood', error instanceof Error ? error.message : String(error));
}

/** An error inside the shell has no words for a person: those of the catalog are taken, in the person's language. */
function shellProblem({ code, message }: ShellError): Problem {
  return { type: code, title: code === 'internal' ? '' : message, detail: '', retryable: true, status: null };
}

function isShellError(error: unknown): error is ShellError {
  if (typeof error !== 'object' || error === null || error instanceof Error) return false;
  return 'code' in error && typeof error.code === 'string' && 'message' in error && typeof error.message === 'string';
}
