import type { Conversation, Message, MessageRole, PageQuery, ToolCall } from '@todo/contracts';

export interface NewMessage {
  readonly role: MessageRole;
  readonly content: string;
  /** Stored with the assistant's messages, so that a replay knows the ids that tools answered with. */
  readonly toolCalls?: readonly ToolCall[];
  /**
   * Id of the conversation's newest message as the writer has read it, null where there was none. If another message has
   * come since, nothing is stored and ApiError CONVERSATION_BUSY is thrown, so that two turns at once cannot interleave.
   */
  readonly after: number | null;
}

/**
 * A user's conversations. What `userId` does not have, whether absent or another user's, throws ApiError
 * CONVERSATION_NOT_FOUND. When the database is down each method throws ApiError DATABASE_UNAVAILABLE.
 */
export interface ConversationRepository {
  create(userId: string): Promise<Conversation>;
  get(userId: string, id: number): Promise<Conversation>;
  /** @returns the newest `limit` (100 unless told), the one that was used last first */
  list(userId: string, page?: Partial<PageQuery>): Promise<Conversation[]>;
  /** Stores a message and moves the conversation to the top of the list. */
  append(userId: string, conversationId: number, message: NewMessage): Promise<Message>;
  /** @returns the newest `limit` (100 unless told) messages, older than `before` where given, oldest first */
  messages(userId: string, conversationId: number, page?: Partial<PageQuery>): Promise<Message[]>;
}
