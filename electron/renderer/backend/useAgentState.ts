import { useServices } from '../app/ServicesContext';
import { useObservable } from '../state/observable';
import { agentState, sendVerdict, type AgentState, type SendVerdict } from './agentState';

interface AgentStateView {
  readonly state: AgentState;
  readonly verdict: SendVerdict;
  /** Whether the backend can be asked now: without that, what could not be read is only not there yet. */
  readonly connected: boolean;
}

export function useAgentState(): AgentStateView {
  const services = useServices();
  const status = useObservable(services.status);
  const link = useObservable(services.connection.state);
  return { state: agentState(status, link), verdict: sendVerdict(status, link), connected: link === 'open' };
}
