/** What the backend is doing, in the terms that a person is told. Pure. */
import type { BackendStatus } from '../../shared/ipc';
import type { LinkState } from '../state/connection';

export type AgentState =
  | 'starting'
  | 'loading'
  | 'ready'
  | 'connecting'
  | 'unresponsive'
  | 'restarting'
  | 'engine-failed'
  | 'failed'
  | 'stopped';

export function agentState(status: BackendStatus, link: LinkState): AgentState {
  switch (status.state) {
    case 'idle':
    case 'starting':
      return status.attempt > 0 ? 'restarting' : 'starting';
    case 'backing-off':
      return 'restarting';
    case 'unresponsive':
      return 'unresponsive';
    case 'failed':
      return 'failed';
    case 'stopping':
    case 'stopped':
      return 'stopped';
    case 'healthy':
      return healthyState(status, link);
  }
}

function healthyState(status: BackendStatus, link: LinkState): AgentState {
  if (status.engine === 'failed') return 'engine-failed';
  if (status.engine === 'loading') return 'loading';
  return link === 'open' ? 'ready' : 'connecting';
}

export type SendVerdict = 'send' | 'starting' | 'loading' | 'connecting' | 'restarting' | 'failed' | 'engineFailed';

/** Whether a question can be sent now; if not, which reason to show. A loading engine lets questions wait for it. */
export function sendVerdict(status: BackendStatus, link: LinkState): SendVerdict {
  const state = agentState(status, link);
  switch (state) {
    case 'ready':
      return 'send';
    case 'loading':
      return link === 'open' ? 'send' : 'loading';
    case 'starting':
    case 'restarting':
    case 'connecting':
    case 'failed':
      return state;
    case 'unresponsive':
      return 'connecting';
    case 'engine-failed':
      return 'engineFailed';
    case 'stopped':
      return 'failed';
  }
}
