import { Component, type ReactNode } from 'react';
import { PlainBlock } from './PlainBlock';

interface Props {
  source: string;
  children: ReactNode;
}

interface State {
  readonly source: string;
  readonly failed: boolean;
}

/** Shows a text as it was written where the parser gives up on it: no answer takes the whole page with it. */
export class ParserGuard extends Component<Props, State> {
  override readonly state: State = { source: this.props.source, failed: false };

  static getDerivedStateFromError(): Partial<State> {
    return { failed: true };
  }

  static getDerivedStateFromProps({ source }: Props, before: State): State | null {
    return source === before.source ? null : { source, failed: false };
  }

  override render(): ReactNode {
    return this.state.failed ? <PlainBlock text={this.props.source} /> : this.props.children;
  }
}
