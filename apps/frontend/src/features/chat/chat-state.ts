import type { Message, ToolCall } from '@todo/contracts';
import type { FrontendError } from '../../errors.ts';

export interface ChatMessage {
  /** Unique on this page; the server's id is in it once it is known. */
  readonly key: string;
  readonly role: 'user' | 'assistant';
  readonly text: string;
  readonly toolCalls: readonly ToolCall[];
  /** Why it was not answered; only of the person's own messages. */
  readonly error?: FrontendError;
}

export interface ChatState {
  readonly history: 'loading' | 'loaded' | 'failed';
  /** Undefined until the first message of a new conversation is answered. */
  readonly conversationId: number | undefined;
  /** Oldest first. */
  readonly messages: readonly ChatMessage[];
  /** The oldest message loaded, when there are older ones. */
  readonly earlierThan: number | undefined;
  readonly isWaiting: boolean;
}

export const initialChat: ChatState = {
  history: 'loading',
  conversationId: undefined,
  messages: [],
  earlierThan: undefined,
  isWaiting: false,
};

/** An empty conversation, which the server opens with its first message. */
export const newChat: ChatState = { ...initialChat, history: 'loaded' };

export function toChatMessage(message: Message): ChatMessage {
  return {
    key: `message-${message.id}`,
    role: message.role,
    text: message.content,
    toolCalls: message.tool_calls,
  };
}

/** The state with a page of older messages before those it has; a full page means that there are more. */
export function withEarlier(state: ChatState, page: readonly Message[], pageSize: number): ChatState {
  return {
    ...state,
    history: 'loaded',
    messages: [...page.map(toChatMessage), ...state.messages],
    earlierThan: page.length === pageSize ? page[0]?.id : undefined,
  };
}

/** The person's messages, newest first, for bringing one back into the composer. */
export function sentTexts({ messages }: ChatState): readonly string[] {
  const texts = messages.filter(({ role }) => role === 'user').map(({ text }) => text);
  return [...new Set(texts.toReversed())];
}
