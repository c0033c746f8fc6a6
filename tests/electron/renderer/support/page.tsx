/** The whole interface on a page, before a shell and a backend of the test's own. */
import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import { App } from '../../../../electron/renderer/app/App';
import { createServices, type Services } from '../../../../electron/renderer/app/services';
import { createI18n } from '../../../../electron/renderer/i18n';
import type { ClientMessage } from '../../../../electron/shared/protocol';
import { FakeBackend } from './fakeBackend';
import { FakeShell } from './fakeShell';
import { numbered, type EventBody } from './recordings';

export interface Page {
  shell: FakeShell;
  backend: FakeBackend;
  services: Services;
  user: UserEvent;
  container: HTMLElement;
}

interface Options {
  shell?: FakeShell;
  backend?: FakeBackend;
}

export async function openPage({ shell = new FakeShell(), backend = new FakeBackend() }: Options = {}): Promise<Page> {
  const services = createServices({ shell, openSocket: backend.openSocket, fetch: backend.fetch });
  await services.start();
  const i18n = await createI18n('en');
  const { container } = render(<App services={services} i18n={i18n} nonce={null} environment="test" />);
  return { shell, backend, services, user: userEvent.setup(), container };
}

/** Waits until the backend is connected and its answers are there. */
export async function openReadyPage(options: Options = {}): Promise<Page> {
  const page = await openPage(options);
  await waitFor(() => {
    if (badgeState() !== 'ready' || page.services.settings.catalog.get().load !== 'ready') throw new Error('not ready');
  });
  return page;
}

export function badgeState(): string | null {
  return screen.getByTestId('backend-state').getAttribute('data-state');
}

export const composer = (): HTMLTextAreaElement => screen.getByRole('textbox', { name: 'Message' });

export const lastAnswer = (): HTMLElement => {
  const answer = screen.getAllByRole('article', { name: 'Assistant' }).at(-1);
  if (answer === undefined) throw new Error('there is no answer');
  return answer;
};

export const inLastAnswer = () => within(lastAnswer());

export async function ask(page: Page, question: string): Promise<void> {
  await page.user.type(composer(), question);
  await page.user.keyboard('{Enter}');
}

/** The last message of this kind that the backend was sent. */
export function lastSent<T extends ClientMessage['type']>(
  page: Page,
  type: T,
): Extract<ClientMessage, { type: T }> | undefined {
  return page.backend.received.filter((one): one is Extract<ClientMessage, { type: T }> => one.type === type).at(-1);
}

/** The backend takes the question that was asked last, and sends these events after `run.started`. */
export function answer(page: Page, runId: string, conversationId: string, bodies: EventBody[]): void {
  const requestId = lastSent(page, 'run.start')?.request_id ?? '';
  const started: EventBody = {
    type: 'run.started',
    request_id: requestId,
    conversation_id: conversationId,
    agent: 'assistant',
  };
  page.backend.send(...numbered(runId, [started, ...bodies]));
}
