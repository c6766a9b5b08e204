import type { Conversation, Message } from '@todo/contracts';
import type { ConversationRepository } from '../../src/conversations/conversations.repository.ts';
import { ApiError } from '../../src/errors.ts';

/** Keeps conversations in memory, by the rules of the interface. Its clock goes by `clock`, the current time in ms. */
export function createMemoryConversationRepository(clock = Date.now): ConversationRepository {
  const conversations = new Map<number, Conversation>();
  const stored: Message[] = [];
  const owned = (userId: string, id: number): Conversation => {
    const conversation = conversations.get(id);
    if (conversation?.user_id !== userId) throw new ApiError('CONVERSATION_NOT_FOUND', { id });
    return conversation;
  };
  const now = () => new Date(clock()).toISOString();
  return {
    async create(userId) {
      const id = conversations.size + 1;
      const conversation = { id, user_id: userId, created_at: now(), updated_at: now() };
      conversations.set(id, conversation);
      return await Promise.resolve(conversation);
    },
    get: async (userId, id) => await Promise.resolve(owned(userId, id)),
    list: async (userId) =>
      await Promise.resolve([...conversations.values()].filter((row) => row.user_id === userId).reverse()),
    async append(userId, conversationId, { role, content, toolCalls = [], after }) {
      owned(userId, conversationId);
      const newest = stored.findLast((message) => message.conversation_id === conversationId);
      if ((newest?.id ?? null) !== after) throw new ApiError('CONVERSATION_BUSY', { id: conversationId });
      const message: Message = {
        id: stored.length + 1,
        user_id: userId,
        conversation_id: conversationId,
        role,
        content,
        // Through JSON as a database would keep it.
        tool_calls: JSON.parse(JSON.stringify(toolCalls)) as Message['tool_calls'],
        created_at: now(),
      };
      stored.push(message);
      return await Promise.resolve(message);
    },
    async messages(userId, conversationId, { limit = 100 } = {}) {
      owned(userId, conversationId);
      const all = stored.filter((message) => message.conversation_id === conversationId);
      return await Promise.resolve(all.slice(-limit));
    },
  };
}
