import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ChatRequest, ChatResponse, Conversation, Message } from '@todo/contracts';
import { message, toolCall } from '../../../test/builders.ts';
import { FrontendError } from '../../errors.ts';
import { ChatStore, pageSize, type ChatClient } from './chat-store.ts';
import { sentTexts } from './chat-state.ts';

const at = '2026-11-24T09:00:00.000Z';
const conversation: Conversation = { id: 7, user_id: 'u1', created_at: at, updated_at: at };
const unavailable = () => new FrontendError('SERVICE_UNAVAILABLE', undefined);

/** A server with one conversation; `answer` is what the next turn waits for. */
class FakeChatClient implements ChatClient {
  conversation: Conversation | undefined;
  messages: readonly Message[] = [];
  requests: ChatRequest[] = [];
  answer: () => Promise<ChatResponse> = () =>
    Promise.resolve({ conversation_id: 7, response: 'Done.', tool_calls: [toolCall('list_tasks', [])] });

  chat(request: ChatRequest): Promise<ChatResponse> {
    this.requests.push(request);
    return this.answer();
  }

  latestConversation(): Promise<Conversation | undefined> {
    return Promise.resolve(this.conversation);
  }

  listMessages(
    _id: number,
    { limit, before }: { limit: number; before?: number },
  ): Promise<readonly Message[]> {
    const older = this.messages.filter(({ id }) => before === undefined || id < before);
    return Promise.resolve(older.slice(-limit));
  }
}

let client: FakeChatClient;
let store: ChatStore;
let turns: string[];

beforeEach(() => {
  client = new FakeChatClient();
  turns = [];
  store = new ChatStore(client, {
    beforeTurn: () => Promise.resolve(void turns.push(`before, ${client.requests.length} sent`)),
    afterTurn: () => turns.push(`after, waiting: ${store.state.get().isWaiting}`),
  });
});

function texts(): readonly string[] {
  return store.state.get().messages.map(({ role, text }) => `${role}: ${text}`);
}

describe('loading', () => {
  it('brings back the conversation that was used last', async () => {
    client.conversation = conversation;
    client.messages = [message(1), message(2, { tool_calls: [toolCall('list_tasks', [])] })];
    await store.load();
    expect(store.state.get()).toMatchObject({ history: 'loaded', conversationId: 7, earlierThan: undefined });
    expect(texts()).toEqual(['user: Message 1', 'assistant: Message 2']);
    expect(store.state.get().messages[1]?.toolCalls).toHaveLength(1);
  });

  it('is an empty chat for somebody new', async () => {
    await store.load();
    expect(store.state.get()).toMatchObject({ history: 'loaded', conversationId: undefined, messages: [] });
  });

  it('can fail and be done again', async () => {
    client.latestConversation = () => Promise.reject(unavailable());
    await store.load();
    expect(store.state.get().history).toBe('failed');
    client.latestConversation = () => Promise.resolve(undefined);
    await store.load();
    expect(store.state.get().history).toBe('loaded');
  });

  it('keeps a message that is sent meanwhile, whose turn goes on in that conversation', async () => {
    client.conversation = conversation;
    client.messages = [message(1), message(2)];
    const loading = store.load();
    const turn = store.send('Show my tasks');
    await loading;
    expect(texts()).toEqual(['user: Message 1', 'assistant: Message 2', 'user: Show my tasks']);
    expect(store.state.get().isWaiting).toBe(true);
    await turn;
    expect(texts().at(-1)).toBe('assistant: Done.');
    expect(client.requests).toEqual([{ message: 'Show my tasks', conversation_id: 7 }]);
  });

  it('keeps a message that was not answered, to be tried again', async () => {
    client.latestConversation = () => Promise.reject(unavailable());
    client.answer = () => Promise.reject(unavailable());
    await store.load();
    await store.send('Show my tasks');
    client.latestConversation = () => Promise.resolve(undefined);
    await store.load();
    expect(texts()).toEqual(['user: Show my tasks']);
    expect(store.state.get().messages[0]?.error?.code).toBe('SERVICE_UNAVAILABLE');
  });

  it('offers older messages as long as there are some', async () => {
    client.conversation = conversation;
    client.messages = Array.from({ length: pageSize + 1 }, (_, index) => message(index + 1));
    await store.load();
    expect(store.state.get().earlierThan).toBe(2);
    await store.loadEarlier();
    expect(store.state.get().earlierThan).toBeUndefined();
    expect(texts()).toHaveLength(pageSize + 1);
    expect(texts()[0]).toBe('user: Message 1');
  });
});

describe('a turn', () => {
  beforeEach(() => store.load());

  it('shows the message at once, then the answer with what was done', async () => {
    const turn = store.send('Show my tasks');
    expect(texts()).toEqual(['user: Show my tasks']);
    expect(store.state.get().isWaiting).toBe(true);
    await turn;
    expect(texts()).toEqual(['user: Show my tasks', 'assistant: Done.']);
    expect(store.state.get().messages[1]?.toolCalls).toHaveLength(1);
    expect(turns).toEqual(['before, 0 sent', 'after, waiting: false']);
  });

  it('opens a conversation, and later ones go on in it', async () => {
    await store.send('First');
    await store.send('Second');
    expect(client.requests).toEqual([{ message: 'First' }, { message: 'Second', conversation_id: 7 }]);
  });

  it('is taken one at a time', async () => {
    const first = store.send('First');
    await store.send('Second');
    await first;
    expect(client.requests).toHaveLength(1);
  });

  it('that fails keeps the message with the reason, and can be tried again', async () => {
    const answer = client.answer;
    client.answer = () => Promise.reject(unavailable());
    await store.send('Show my tasks');
    const [failed] = store.state.get().messages;
    expect(failed?.error?.code).toBe('SERVICE_UNAVAILABLE');
    expect(store.state.get().isWaiting).toBe(false);
    expect(turns).toContain('after, waiting: false');

    client.answer = answer;
    await store.retry(failed?.key ?? '');
    expect(texts()).toEqual(['user: Show my tasks', 'assistant: Done.']);
    expect(store.state.get().messages[0]?.error).toBeUndefined();
  });

  it('is not tried again when it was answered', async () => {
    await store.send('Show my tasks');
    await store.retry(store.state.get().messages[0]?.key ?? '');
    expect(client.requests).toHaveLength(1);
  });

  it('of an earlier chat is not shown in a new one, which can be used meanwhile', async () => {
    let answerLate: (answer: ChatResponse) => void = () => undefined;
    client.answer = () => new Promise((resolve) => (answerLate = resolve));
    const turn = store.send('First');
    while (client.requests.length === 0) await Promise.resolve();
    store.startNew();
    expect(store.state.get()).toMatchObject({ messages: [], isWaiting: false, conversationId: undefined });
    answerLate({ conversation_id: 7, response: 'Late', tool_calls: [] });
    await turn;
    expect(texts()).toEqual([]);
    expect(store.state.get().conversationId).toBeUndefined();
  });
});

describe('sentTexts', () => {
  it('gives what the person sent, newest first, each once', async () => {
    await store.load();
    for (const text of ['A', 'B', 'A']) await store.send(text);
    expect(sentTexts(store.state.get())).toEqual(['A', 'B']);
  });
});
