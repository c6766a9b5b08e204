import { ChatRequest } from '@todo/contracts';
import type { FastifyInstance } from 'fastify';
import { parse } from '../http/parse.ts';
import type { ChatService } from './chat.service.ts';

/** One message to the assistant, by the user in the path, who must be known to be the one of the session. */
export function chatRoutes(app: FastifyInstance, { chat }: { readonly chat: ChatService }): void {
  app.post('/api/:user_id/chat', ({ userId, body }) => chat.answer(userId, parse(ChatRequest, body, 'Body')));
}
