/** The states to look at: what the backend holds before the page is there, and what happens then. */
import type { Services } from '../../../../electron/renderer/app/services';
import type { ConversationMessage } from '../../../../electron/shared/protocol';
import type { UpdateStatus } from '../../../../electron/shared/updates';
import type { FakeBackend } from '../support/fakeBackend';
import { READY, UPDATES, type FakeShell } from '../support/fakeShell';
import { conversation, detail, message, numbered, OPENAI, type EventBody } from '../support/recordings';
import { LONG_ANSWER } from './longAnswer';

export interface Stage {
  shell: FakeShell;
  backend: FakeBackend;
  services: Services;
}

export interface Scene {
  before?: (stage: Stage) => void;
  after?: (stage: Stage) => Promise<void> | void;
}

const DAY_MS = 86_400_000;
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();

const TITLES: [string, number][] = [
  ['Compare the three offers for the new workshop roof', 0],
  ['What is 12 * (3 + 4)?', 0],
  ['Zoë 测试: summary of the field notes', 0],
  ['Write a file with the packing list', 1],
  ['Explain the difference between TLS 1.2 and 1.3 to a person who sells bread', 1],
  ['Regular expressions for dates', 3],
  ['Where did I save the invoice?', 5],
  ['Plan for the garden', 12],
  ['Translate the manual', 40],
  ['Old ideas', 75],
];

function withConversations({ backend }: Stage, messages: ConversationMessage[] = []): void {
  backend.conversations = TITLES.map(([title, days], index) =>
    detail(
      conversation(`c${index}`, title, {
        updated_at: daysAgo(days),
        created_at: daysAgo(days),
        active_run_id: index === 2 ? 'run-behind' : null,
      }),
      index === 0 ? messages : [],
    ),
  );
}

const opened =
  (messages: ConversationMessage[]): NonNullable<Scene['before']> =>
  (stage) => {
    withConversations(stage, messages);
  };

const open: NonNullable<Scene['after']> = async ({ services }) => {
  services.threads.open('c0');
  await pause(300);
};

/** Asks, and lets the backend send these events. */
function answering(question: string, bodies: EventBody[]): NonNullable<Scene['after']> {
  return async (stage) => {
    const { services, backend } = stage;
    services.threads.open('c0');
    await pause(150);
    services.threads.send(question, null);
    const start = backend.received.find((one) => one.type === 'run.start');
    const requestId = start?.type === 'run.start' ? start.request_id : '';
    const started: EventBody = {
      type: 'run.started',
      request_id: requestId,
      conversation_id: 'c0',
      agent: 'assistant',
    };
    backend.send(...numbered('run-1', [started, ...bodies]));
    await pause(300);
  };
}

const TOOL_EVENTS: EventBody[] = [
  { type: 'thought', text: 'The user wants a list. I look at the folder first, then I write.' },
  { type: 'token', text: 'I look at what is in the folder first.', source: 'assistant' },
  { type: 'tool.request', call_id: 'a', name: 'list_files', arguments: { folder: '.' } },
  {
    type: 'tool.result',
    call_id: 'a',
    name: 'list_files',
    content: 'notes.md\nroof/offer-1.txt\nroof/offer-2.txt',
    is_error: false,
  },
  { type: 'tool.request', call_id: 'b', name: 'read_file', arguments: { path: 'roof/offer-3.txt' } },
  {
    type: 'tool.result',
    call_id: 'b',
    name: 'read_file',
    content: 'There is no file roof/offer-3.txt in the workspace.',
    is_error: true,
  },
];

const APPROVAL_EVENTS: EventBody[] = [
  ...TOOL_EVENTS,
  { type: 'token', text: 'One offer is missing. I write what I have into a file.', source: 'assistant' },
  {
    type: 'tool.request',
    call_id: 'c',
    name: 'write_file',
    arguments: { path: 'roof/summary.md', text: '# Offers\n\n- one\n- two\n' },
  },
  {
    type: 'approval.request',
    call_id: 'c',
    name: 'write_file',
    arguments: {
      path: 'roof/summary.md',
      text: '# Offers\n\n| firm | price |\n|---|---|\n| Dach & Fach | 18 400 € |\n| Roofline | 21 150 € |\n',
    },
    why: 'It creates the file roof/summary.md in your workspace.',
  },
];

const DIALOGUE: ConversationMessage[] = [
  message('m1', 'user', 'Which of the offers is the cheapest?'),
  message(
    'm2',
    'assistant',
    'The cheapest is **Dach & Fach** with 18 400 €. It leaves out the scaffold, though, which the other firm counts in: with it, both come to about the same sum.\n\nShall I write a letter that asks for the price of the scaffold?',
  ),
  message('m3', 'user', 'Yes, please.\nKeep it short, and friendly.'),
  message(
    'm4',
    'assistant',
    'Here it is:\n\n> Dear Mr Fach,\n>\n> thank you for your offer of 12 November. Could you tell us what the scaffold would cost?\n\nI left out the address.',
  ),
];

const OFFER = {
  version: '1.4.0',
  released: '2026-11-19T09:00:00Z',
  notes: [
    '### Added',
    '- Answers can be **exported** with their tool calls, see [the help](https://armature.example/help).',
    '- A picture of it: ![the export](https://pictures.example/export.png)',
    '',
    '### Fixed',
    '- Searching for `Zoë 测试` finds what it should.',
  ].join('\n'),
};

/** The dialog about updates in a state, over a conversation. */
function updating(patch: Partial<UpdateStatus>, dialog = true): Scene {
  return {
    before: (stage) => {
      opened(DIALOGUE)(stage);
      stage.shell.updates = { ...UPDATES, ...patch };
    },
    after: async (stage) => {
      await open(stage);
      if (dialog) stage.services.view.patch({ dialog: { kind: 'updates' } });
      await pause(300);
    },
  };
}

const TAMPERED = {
  code: 'tampered',
  message: 'The list of updates was changed after it was signed, so it was not believed.',
  remedy: 'Nothing was changed. Try again later; if it stays like this, tell the publisher.',
};

function cannotRun(stage: Stage): void {
  withConversations(stage);
  stage.shell.status = {
    ...READY,
    state: 'failed',
    connection: null,
    attempt: 5,
    problem: {
      code: 'database-newer',
      message: 'The conversations were written by a later version of this program.',
      remedy: 'Install the latest version. Nothing was changed.',
      canRestart: true,
    },
  };
}

export const scenes = {
  empty: { before: withConversations },
  'first-start': {},
  starting: {
    before: ({ shell }) => {
      shell.status = { ...READY, state: 'starting', engine: 'loading', connection: null };
    },
  },
  loading: {
    before: (stage) => {
      withConversations(stage);
      stage.shell.status = { ...READY, engine: 'loading' };
    },
  },
  conversation: { before: opened(DIALOGUE), after: open },
  'thread-loading': {
    before: (stage) => {
      withConversations(stage);
      stage.backend.override = (_method, path) =>
        path === '/conversations/c0' ? new Promise(() => undefined) : undefined;
    },
    after: open,
  },
  'thread-failed': {
    before: (stage) => {
      withConversations(stage);
      stage.backend.override = (_method, path) =>
        path === '/conversations/c0'
          ? {
              status: 500,
              body: {
                type: 'database-unreadable',
                title: 'The conversation could not be read from the disk',
                detail: 'The disk may be full or failing. Free some space and try again.',
                retryable: true,
                status: 500,
              },
            }
          : undefined;
    },
    after: open,
  },
  streaming: {
    before: opened(DIALOGUE),
    after: answering('Tell me everything about it', [
      { type: 'token', text: LONG_ANSWER.slice(0, 900), source: 'assistant' },
    ]),
  },
  long: {
    before: opened([message('m1', 'user', 'Tell me everything'), message('m2', 'assistant', LONG_ANSWER)]),
    after: open,
  },
  'long-top': {
    before: opened([message('m1', 'user', 'Tell me everything'), message('m2', 'assistant', LONG_ANSWER)]),
    after: async (stage) => {
      await open(stage);
      const viewport = document.querySelector('[role="log"]');
      viewport?.dispatchEvent(new WheelEvent('wheel', { deltaY: -1, bubbles: true }));
      viewport?.scrollTo({ top: 0 });
      await pause(300);
    },
  },
  /** For the profiler: more conversations than a person makes in years. */
  many: {
    before: ({ backend }) => {
      backend.conversations = Array.from({ length: 2_000 }, (_, index) =>
        detail(conversation(`c${index}`, `Conversation ${index}`, { updated_at: daysAgo(index / 10) }), []),
      );
    },
  },
  /** For the eye and for the profiler: 10,000 messages, and 500 pieces a second into the last. */
  huge: {
    before: opened(
      Array.from({ length: 10_000 }, (_, index) =>
        message(
          `m${index}`,
          index % 2 === 0 ? 'user' : 'assistant',
          index % 2 === 0 ? `Question ${index}` : LONG_ANSWER,
        ),
      ),
    ),
    after: async (stage) => {
      await answering('And now?', [])(stage);
      const pieces = LONG_ANSWER.repeat(20).match(/[\s\S]{1,20}/g) ?? [];
      let sent = 0;
      const timer = setInterval(() => {
        for (let piece = 0; piece < 8 && sent < pieces.length; piece += 1, sent += 1) {
          stage.backend.send({
            type: 'token',
            run_id: 'run-1',
            seq: sent + 1,
            text: pieces[sent] ?? '',
            source: 'assistant',
          });
        }
        if (sent >= pieces.length) clearInterval(timer);
      }, 16);
    },
  },
  approval: {
    before: opened(DIALOGUE.slice(0, 2)),
    after: answering('Write a summary of the offers into a file', APPROVAL_EVENTS),
  },
  tools: {
    before: opened(DIALOGUE.slice(0, 2)),
    after: async (stage) => {
      await answering('What is in the folder?', TOOL_EVENTS)(stage);
      for (const head of document.querySelectorAll<HTMLElement>('.disclosure-head')) head.click();
      await pause(300);
    },
  },
  ends: {
    before: opened([
      message('m1', 'user', 'One'),
      message('m2', 'assistant', 'It begins well, and then', { state: 'cancelled' }),
      message('m3', 'user', 'Two'),
      message('m4', 'assistant', 'The first part of an answer that', { state: 'interrupted' }),
    ]),
    after: answering('Three', [
      { type: 'token', text: 'I ask the model.', source: 'assistant' },
      {
        type: 'run.failed',
        problem: {
          type: 'model-unreachable',
          title: 'The model server at http://127.0.0.1:11434/v1 cannot be reached',
          detail: 'Nothing listens at this address. Start the server, or correct the address in the settings.',
          retryable: true,
          status: null,
        },
      },
    ]),
  },
  restarting: {
    before: opened(DIALOGUE),
    after: async (stage) => {
      await answering('And what about the other one?', [
        { type: 'token', text: 'The other firm asks for 21 150 €, and', source: 'assistant' },
      ])(stage);
      stage.shell.setStatus({ state: 'backing-off', attempt: 2, retryInMs: 4_000, connection: null });
      await pause(200);
    },
  },
  failed: { before: cannotRun },
  'failed-update': {
    before: (stage) => {
      cannotRun(stage);
      stage.shell.updates = { ...UPDATES, state: 'ready', offer: OFFER };
    },
  },
  'without-plugins': {
    before: (stage) => {
      opened(DIALOGUE)(stage);
      stage.shell.status = { ...READY, withoutPlugins: true };
    },
  },
  notices: {
    before: (stage) => {
      opened(DIALOGUE)(stage);
      stage.backend.notices = [
        {
          id: 'database-set-aside',
          title: 'Your earlier conversations could not be read.',
          detail:
            'The file that holds them was damaged, as a failing disk can do it. It is kept as ' +
            '“/home/zoë/.config/product/data/conversations.db.damaged-2026-11-21”, and a new, empty one was begun.',
        },
        {
          id: 'plugin-left-out-acme_agents',
          title: 'The plug-in “acme_agents” was left out, and its agents with it.',
          detail: 'It did not load within 20 s. All else works without it.',
        },
      ];
    },
  },
  'engine-failed': {
    before: (stage) => {
      opened(DIALOGUE)(stage);
      stage.shell.status = { ...READY, engine: 'failed' };
    },
    after: open,
  },
  settings: {
    before: withConversations,
    after: async ({ services }) => {
      services.view.patch({ page: 'settings' });
      await pause(300);
    },
  },
  'settings-model': {
    before: (stage) => {
      withConversations(stage);
      stage.backend.settings = {
        provider: OPENAI.id,
        base_url: 'http://127.0.0.1:11434/v1',
        model: 'small-model',
        workspace: '/home/zoë/Documents/测试',
      };
      stage.backend.providers = stage.backend.providers.map((one) => ({ ...one, has_key: one.takes_key }));
    },
    after: async ({ services, backend }) => {
      services.view.patch({ page: 'settings' });
      services.modelForm.patch({
        edited: { provider: OPENAI.id, baseUrl: 'http://127.0.0.1:11434/v1', model: 'large-model', key: '' },
        test: { state: 'done', result: backend.testResult },
      });
      await pause(300);
    },
  },
  'update-banner': { ...updating({ state: 'ready', offer: OFFER }, false) },
  'update-refused': { ...updating({ state: 'failed', problem: TAMPERED }, false) },
  'update-available': { ...updating({ state: 'available', offer: OFFER }) },
  'update-downloading': {
    ...updating({
      state: 'downloading',
      offer: OFFER,
      progress: { percent: 37.4, transferred: 64_200_000, total: 171_900_000 },
    }),
  },
  'update-ready': { ...updating({ state: 'ready', offer: OFFER }) },
  'update-waiting': { ...updating({ state: 'ready', offer: OFFER, waiting: true }) },
  'update-failed': { ...updating({ state: 'failed', problem: TAMPERED }) },
  'update-manual': {
    ...updating({
      state: 'available',
      offer: OFFER,
      manual: {
        code: 'read-only-appimage',
        message: 'The AppImage or its folder cannot be written to, so it cannot be replaced.',
        remedy: 'Move it to a folder of your own and start it there, or get the new one from the website.',
      },
    }),
  },
  'update-settings': {
    before: (stage) => {
      withConversations(stage);
      stage.shell.updates = { ...UPDATES, locked: ['channel', 'automaticDownload'] };
    },
    after: async ({ services }) => {
      services.view.patch({ page: 'settings' });
      await pause(300);
      document.querySelector('[data-testid="update-state"]')?.scrollIntoView({ block: 'center' });
      await pause(100);
    },
  },
  search: {
    before: (stage) => {
      opened(DIALOGUE)(stage);
      stage.backend.hits = [
        {
          conversation: conversation('c0', TITLES[0]?.[0] ?? ''),
          message_id: 'm2',
          snippet: '…leaves out the scaffold, though, which the other firm counts in: with it, both…',
        },
        {
          conversation: conversation('c0', TITLES[0]?.[0] ?? ''),
          message_id: 'm4',
          snippet: '…tell us what the scaffold would cost? I left out the address.',
        },
        {
          conversation: conversation('c7', 'Scaffold for the garden'),
          message_id: null,
          snippet: 'Scaffold for the garden',
        },
      ];
    },
    after: async (stage) => {
      await open(stage);
      stage.services.conversations.setQuery('scaffold');
      stage.services.view.patch({ drawerOpen: true });
      await pause(600);
    },
  },
  drawer: {
    before: opened(DIALOGUE),
    after: async (stage) => {
      await open(stage);
      stage.services.view.patch({ drawerOpen: true });
      await pause(500);
    },
  },
  shortcuts: {
    before: withConversations,
    after: async ({ services }) => {
      services.view.patch({ dialog: { kind: 'shortcuts' } });
      await pause(500);
    },
  },
  diagnostics: {
    before: withConversations,
    after: async ({ services }) => {
      services.view.patch({ dialog: { kind: 'diagnostics' } });
      await pause(500);
    },
  },
  delete: {
    before: withConversations,
    after: async ({ services }) => {
      services.view.patch({ dialog: { kind: 'delete', conversationId: 'c0', title: TITLES[0]?.[0] ?? '' } });
      services.notices.show('done', 'Conversation saved', '/home/zoë/Offers.md');
      services.notices.show(
        'failed',
        'The title could not be saved',
        'The agent did not answer. Try again in a moment.',
      );
      await pause(500);
    },
  },
} satisfies Record<string, Scene>;

export type SceneName = keyof typeof scenes;
