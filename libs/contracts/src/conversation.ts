import { z } from 'zod';
import { Identifier } from './identifier.ts';
import { ToolCall } from './tool-call.ts';

export const Conversation = z.object({
  id: Identifier,
  user_id: z.string(),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
});
export type Conversation = z.infer<typeof Conversation>;

/** Answer of `GET /api/{user_id}/conversations`, the one that was used last first. */
export const ConversationList = z.array(Conversation);

export const MessageRole = z.enum(['user', 'assistant']);
export type MessageRole = z.infer<typeof MessageRole>;

export const Message = z.object({
  id: Identifier,
  user_id: z.string(),
  conversation_id: Identifier,
  role: MessageRole,
  content: z.string(),
  tool_calls: z.array(ToolCall),
  created_at: z.iso.datetime(),
});
export type Message = z.infer<typeof Message>;

/** Answer of `GET /api/{user_id}/conversations/{id}/messages`, oldest first. */
export const MessageList = z.array(Message);

export const pageLimitMax = 200;

/** Query of both lists: the newest `limit` entries, or the newest of those older than the entry `before`. */
export const PageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(pageLimitMax).default(100),
  before: z.coerce.number().pipe(Identifier).optional(),
});
export type PageQuery = z.infer<typeof PageQuery>;
