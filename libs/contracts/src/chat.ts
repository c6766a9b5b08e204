import { z } from 'zod';
import { Identifier } from './identifier.ts';
import { text } from './text.ts';
import { ToolCall } from './tool-call.ts';

export const chatMessageMax = 4000;

/** Body of `POST /api/{user_id}/chat`; without a conversation a new one is opened. */
export const ChatRequest = z.strictObject({
  conversation_id: Identifier.optional(),
  message: text(1, chatMessageMax),
});
export type ChatRequest = z.infer<typeof ChatRequest>;

export const ChatResponse = z.object({
  conversation_id: Identifier,
  response: z.string(),
  tool_calls: z.array(ToolCall),
});
export type ChatResponse = z.infer<typeof ChatResponse>;
