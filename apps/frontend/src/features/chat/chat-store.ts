import type { ChatResponse } from '@todo/contracts';
import type { PersonClient } from '../../api-client.ts';
import { FrontendError } from '../../errors.ts';
import { createStore, type Store } from '../../store.ts';
import { initialChat, newChat, withEarlier, type ChatMessage, type ChatState } from './chat-state.ts';

export type ChatClient = Pick<PersonClient, 'chat' | 'latestConversation' | 'listMessages'>;

export interface ChatOptions {
  /** Waited for before a message is sent, so that the assistant finds what the person sees. */
  readonly beforeTurn: () => Promise<void>;
  /** Told of every answer, and of every turn that failed: its tools may have acted. */
  readonly afterTurn: () => void;
}

/** How many messages are loaded at a time. */
export const pageSize = 50;

/**
 * One conversation: its history from the server, and turns one at a time. Readings of the history and turns go one after
 * the other, so that neither finds the other half done.
 */
export class ChatStore {
  readonly state: Store<ChatState> = createStore(initialChat);
  readonly #client: ChatClient;
  readonly #options: ChatOptions;
  #lastKey = 0;
  // Grows with every new chat: an answer to an earlier one is not shown in it.
  #epoch = 0;
  #queue: Promise<void> = Promise.resolve();
  /** Keys of the messages whose turn has not begun. */
  readonly #unsent = new Set<string>();

  constructor(client: ChatClient, options: ChatOptions) {
    this.#client = client;
    this.#options = options;
  }

  /** Brings back the conversation that was used last. What the server does not have of this one stays after it. */
  load(): Promise<void> {
    const epoch = this.#epoch;
    return this.#enqueue(() => this.#load(epoch));
  }

  async loadEarlier(): Promise<void> {
    const epoch = this.#epoch;
    const { conversationId, earlierThan } = this.state.get();
    if (conversationId === undefined || earlierThan === undefined) return;
    try {
      const page = await this.#client.listMessages(conversationId, { limit: pageSize, before: earlierThan });
      this.#setIn(epoch, (state) => withEarlier(state, page, pageSize));
    } catch (error) {
      // The button stays for another try; what was wrong with the connection is told above the page.
      if (!(error instanceof FrontendError)) throw error;
    }
  }

  startNew(): void {
    this.#epoch++;
    this.#queue = Promise.resolve();
    this.state.set(() => newChat);
  }

  /** Sends a message, unless an earlier one still waits for its answer. */
  async send(text: string): Promise<void> {
    if (this.state.get().isWaiting) return;
    const message = this.#message('user', text);
    this.state.set((state) => ({ ...state, messages: [...state.messages, message] }));
    await this.#takeTurn(message);
  }

  /** Sends a message again that was not answered. */
  async retry(key: string): Promise<void> {
    const message = this.state.get().messages.find((other) => other.key === key);
    if (!message?.error || this.state.get().isWaiting) return;
    const { error: _error, ...again } = message;
    this.#replace(again);
    await this.#takeTurn(again);
  }

  #enqueue(action: () => Promise<void>): Promise<void> {
    this.#queue = this.#queue.catch(() => undefined).then(action);
    return this.#queue;
  }

  async #load(epoch: number): Promise<void> {
    try {
      const conversation = await this.#client.latestConversation();
      const page = conversation ? await this.#client.listMessages(conversation.id, { limit: pageSize }) : [];
      this.#setIn(epoch, ({ messages, isWaiting }) => {
        const kept = messages.filter(({ key, error }) => error || this.#unsent.has(key));
        const state = { ...newChat, conversationId: conversation?.id, messages: kept, isWaiting };
        return withEarlier(state, page, pageSize);
      });
    } catch (error) {
      this.#setIn(epoch, (state) => ({ ...state, history: 'failed' }));
      if (!(error instanceof FrontendError)) throw error;
    }
  }

  #takeTurn(message: ChatMessage): Promise<void> {
    const epoch = this.#epoch;
    this.state.set((state) => ({ ...state, isWaiting: true }));
    this.#unsent.add(message.key);
    return this.#enqueue(() => this.#answer(message, epoch));
  }

  async #answer(message: ChatMessage, epoch: number): Promise<void> {
    this.#unsent.delete(message.key);
    try {
      await this.#options.beforeTurn();
      const { conversationId } = this.state.get();
      const known = conversationId === undefined ? {} : { conversation_id: conversationId };
      const answer = await this.#client.chat({ ...known, message: message.text });
      this.#setIn(epoch, (state) => this.#withAnswer(state, answer));
    } catch (error) {
      if (!(error instanceof FrontendError)) throw error;
      this.#replace({ ...message, error });
    } finally {
      this.#setIn(epoch, (state) => ({ ...state, isWaiting: false }));
      this.#options.afterTurn();
    }
  }

  #withAnswer(state: ChatState, { conversation_id, response, tool_calls }: ChatResponse): ChatState {
    const answer = { ...this.#message('assistant', response), toolCalls: tool_calls };
    return { ...state, conversationId: conversation_id, messages: [...state.messages, answer] };
  }

  #message(role: ChatMessage['role'], text: string): ChatMessage {
    return { key: `new-${++this.#lastKey}`, role, text, toolCalls: [] };
  }

  #replace(message: ChatMessage): void {
    this.state.set((state) => ({
      ...state,
      messages: state.messages.map((other) => (other.key === message.key ? message : other)),
    }));
  }

  #setIn(epoch: number, change: (state: ChatState) => ChatState): void {
    if (epoch === this.#epoch) this.state.set(change);
  }
}
