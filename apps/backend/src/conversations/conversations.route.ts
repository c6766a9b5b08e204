import { PageQuery } from '@todo/contracts';
import type { FastifyInstance } from 'fastify';
import { ApiError } from '../errors.ts';
import { parse, parseIdentifier } from '../http/parse.ts';
import type { ConversationRepository } from './conversations.repository.ts';

interface Options {
  readonly conversations: ConversationRepository;
}

/** What the user in the path has said before, so that a page can show it again. */
export function conversationsRoutes(app: FastifyInstance, { conversations }: Options): void {
  app.get(list, ({ userId, query }) => conversations.list(userId, parse(PageQuery, query, 'Query')));

  app.get<{ Params: { id: string } }>(`${list}/:id/messages`, ({ userId, params, query }) => {
    const id = parseIdentifier(params.id);
    if (id === undefined) throw new ApiError('CONVERSATION_NOT_FOUND', { id: 'of the path' });
    return conversations.messages(userId, id, parse(PageQuery, query, 'Query'));
  });
}

const list = '/api/:user_id/conversations';
