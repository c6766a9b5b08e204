// One turn of a conversation, and nothing kept of it but what is stored: any replica can answer the next message.
import { setTimeout as delay } from 'node:timers/promises';
import type { ChatRequest, ChatResponse, Message } from '@todo/contracts';
import { AppError } from '@todo/errors';
import type { ConversationRepository } from '../conversations/conversations.repository.ts';
import { ApiError } from '../errors.ts';
import type { TaskService } from '../todos/todos.service.ts';
import type { ModelSource } from './model/model-source.ts';
import { runAgent } from './run-agent.ts';
import { createTurn, type Turn } from './turn.ts';

export interface ChatService {
  /**
   * Answers a message: reads the conversation, stores the message, lets the model and its tools act, stores the answer.
   * Of several messages at once in one conversation each waits for the answer to the one before it.
   *
   * @throws ApiError CONVERSATION_NOT_FOUND, CONVERSATION_BUSY, MODEL_UNAVAILABLE, MODEL_TIMED_OUT, MODEL_GAVE_UP,
   * DATABASE_UNAVAILABLE
   */
  answer(userId: string, request: ChatRequest): Promise<ChatResponse>;
}

export interface ChatOptions {
  readonly conversations: ConversationRepository;
  readonly tasks: TaskService;
  readonly models: ModelSource;
  /** The language that confirmations are read in, as a BCP 47 tag. */
  readonly locale: string;
  /** How long a message waits for the answer to the one before it, in milliseconds. */
  readonly busyWaitMs: number;
}

/** Messages that a model is told of. */
const historyMax = 40;
const busyPollMs = 100;

export function createChatService(options: ChatOptions): ChatService {
  return {
    async answer(userId, { conversation_id, message }) {
      const opened = await open(options, { userId, conversation_id, message });
      const deadline = new AbortController();
      const timer = setTimeout(() => deadline.abort(), options.models.turnTimeoutMs);
      const { history, stored } = opened;
      const turn = createTurn({ userId, message, history, signal: deadline.signal, ...options });
      const response = await settle(options, { turn, opened }).finally(() => clearTimeout(timer));
      return { conversation_id: stored.conversation_id, response, tool_calls: turn.calls };
    },
  };
}

interface Opened {
  /** What was said before. */
  readonly history: readonly Message[];
  /** The user's message, stored. */
  readonly stored: Message;
}

interface Opening extends ChatRequest {
  readonly userId: string;
}

/** Reads the conversation and stores the message after it, once nothing else in it is being answered. */
async function open(options: ChatOptions, opening: Opening): Promise<Opened> {
  const { userId, conversation_id: id } = opening;
  if (id === undefined) {
    const created = await options.conversations.create(userId);
    return { history: [], stored: await append(options, opening, { id: created.id, after: null }) };
  }
  const deadline = performance.now() + options.busyWaitMs;
  for (;;) {
    const history = await options.conversations.messages(userId, id, { limit: historyMax });
    const stored = isAnswering(history, options.models)
      ? undefined
      : await tryAppend(options, opening, history);
    if (stored) return { history, stored };
    if (performance.now() > deadline) throw new ApiError('CONVERSATION_BUSY', { id });
    await delay(busyPollMs);
  }
}

/** Whether the last message is still being answered; one that is older than a turn may last was given up. */
function isAnswering(history: readonly Message[], { turnTimeoutMs }: ModelSource): boolean {
  const last = history.at(-1);
  return last?.role === 'user' && Date.now() - Date.parse(last.created_at) < turnTimeoutMs;
}

/** @returns undefined where another message has come first */
async function tryAppend(
  options: ChatOptions,
  opening: Opening,
  history: readonly Message[],
): Promise<Message | undefined> {
  const { conversation_id: id } = opening;
  if (id === undefined) return undefined;
  try {
    return await append(options, opening, { id, after: history.at(-1)?.id ?? null });
  } catch (error) {
    if (error instanceof ApiError && error.code === 'CONVERSATION_BUSY') return undefined;
    throw error;
  }
}

function append(
  { conversations }: ChatOptions,
  { userId, message }: Opening,
  { id, after }: { readonly id: number; readonly after: number | null },
): Promise<Message> {
  return conversations.append(userId, id, { role: 'user', content: message, after });
}

interface Running {
  readonly turn: Turn;
  readonly opened: Opened;
}

/** Runs the turn and stores its answer; a failure is an answer too, so that the next message need not wait for one. */
async function settle(options: ChatOptions, running: Running): Promise<string> {
  try {
    const text = await runAgent(running.turn, options.models);
    return (await store(options, running, text)).content;
  } catch (error) {
    const reason = error instanceof AppError ? error.message : 'Assistant: it failed, which is a bug';
    // The failure itself is what the caller has to know, also where it cannot be stored.
    await store(options, running, `${reason}.`).catch(() => undefined);
    throw error;
  }
}

function store({ conversations }: ChatOptions, { turn, opened }: Running, content: string): Promise<Message> {
  const { id: after, conversation_id } = opened.stored;
  const answer = { role: 'assistant', content, toolCalls: turn.calls, after } as const;
  return conversations.append(turn.userId, conversation_id, answer);
}
