/** What the window shows: which page, which dialog. */
import { Observable } from './observable';

export type Dialog =
  | { readonly kind: 'shortcuts' }
  | { readonly kind: 'diagnostics' }
  | { readonly kind: 'licenses' }
  | { readonly kind: 'updates' }
  | { readonly kind: 'delete'; readonly conversationId: string; readonly title: string };

export interface View {
  readonly page: 'chat' | 'settings';
  /** On a narrow window the conversations are a drawer. */
  readonly drawerOpen: boolean;
  readonly dialog: Dialog | null;
  /** The message to scroll to once its thread is there: a search hit. */
  readonly seekMessageId: string | null;
  /** The agent that answers next; null is the first of the catalog. */
  readonly agentId: string | null;
}

export function createView(): Observable<View> {
  return new Observable<View>({
    page: 'chat',
    drawerOpen: false,
    dialog: null,
    seekMessageId: null,
    agentId: null,
  });
}
