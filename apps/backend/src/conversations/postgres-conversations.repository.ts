import type { Conversation, Message, PageQuery } from '@todo/contracts';
import { and, desc, eq, lt, max, sql, type SQL } from 'drizzle-orm';
import type { Database } from '../database/database.ts';
import { conversations, messages } from '../database/todo-tables.ts';
import { ApiError } from '../errors.ts';
import type { ConversationRepository, NewMessage } from './conversations.repository.ts';

/** Keeps conversations in PostgreSQL. Every statement names the user: there is none that could reach another's row. */
export function createPostgresConversationRepository({ orm, read, write }: Database): ConversationRepository {
  return {
    create: (userId) => write(() => insert(orm, userId)),
    get: (userId, id) => read(() => find(orm, userId, id)),
    list: (userId, page = {}) => read(() => newestConversations(orm, userId, page)),
    append: (userId, conversationId, message) =>
      write(() => append(orm, userId, { conversationId, message })),
    messages: (userId, conversationId, page = {}) =>
      read(async () => {
        await find(orm, userId, conversationId);
        return newestMessages(
          orm,
          and(eq(messages.userId, userId), eq(messages.conversationId, conversationId)),
          page,
        );
      }),
  };
}

type Orm = Database['orm'];
type Page = Partial<PageQuery>;

async function insert(orm: Orm, userId: string): Promise<Conversation> {
  const [row] = await orm.insert(conversations).values({ userId }).returning();
  return toConversation(expectRow(row));
}

async function find(orm: Orm, userId: string, id: number): Promise<Conversation> {
  const [row] = await orm.select().from(conversations).where(owns(userId, id));
  if (!row) throw new ApiError('CONVERSATION_NOT_FOUND', { id });
  return toConversation(row);
}

async function newestConversations(orm: Orm, userId: string, { limit = limitDefault, before }: Page) {
  const older = before === undefined ? undefined : usedBefore(userId, before);
  const rows = await orm
    .select()
    .from(conversations)
    .where(and(eq(conversations.userId, userId), older))
    .orderBy(desc(conversations.updatedAt), desc(conversations.id))
    .limit(limit);
  return rows.map(toConversation);
}

async function newestMessages(orm: Orm, owned: SQL | undefined, { limit = limitDefault, before }: Page) {
  const older = before === undefined ? undefined : lt(messages.id, before);
  const query = orm.select().from(messages).where(and(owned, older)).orderBy(desc(messages.id)).limit(limit);
  return (await query).reverse().map(toMessage);
}

function append(orm: Orm, userId: string, { conversationId, message }: Append): Promise<Message> {
  return orm.transaction(async (transaction) => {
    // The update also locks the conversation, so that what is read next stays the newest message.
    const touched = await transaction
      .update(conversations)
      .set({ updatedAt: sql`clock_timestamp()` })
      .where(owns(userId, conversationId))
      .returning({ id: conversations.id });
    if (touched.length === 0) throw new ApiError('CONVERSATION_NOT_FOUND', { id: conversationId });
    const ofConversation = eq(messages.conversationId, conversationId);
    const [newest] = await transaction
      .select({ id: max(messages.id) })
      .from(messages)
      .where(ofConversation);
    if ((newest?.id ?? null) !== message.after)
      throw new ApiError('CONVERSATION_BUSY', { id: conversationId });
    const [row] = await transaction
      .insert(messages)
      .values({ userId, conversationId, ...storable(message) })
      .returning();
    return toMessage(expectRow(row));
  });
}

interface Append {
  readonly conversationId: number;
  readonly message: NewMessage;
}

const limitDefault = 100;

function owns(userId: string, id: number): SQL | undefined {
  return and(eq(conversations.userId, userId), eq(conversations.id, id));
}

function usedBefore(userId: string, id: number): SQL {
  const { updatedAt, id: ownId } = conversations;
  return sql`(${updatedAt}, ${ownId}) < (SELECT updated_at, id FROM conversations WHERE ${owns(userId, id)})`;
}

/** A model's words may hold what PostgreSQL has no form for: NUL characters go, half surrogate pairs become U+FFFD. */
function storable({ role, content, toolCalls = [] }: NewMessage) {
  return { role, content: content.replaceAll('\0', '').toWellFormed(), toolCalls };
}

function expectRow<Row>(row: Row | undefined): Row {
  if (!row) throw new TypeError('An insert of one row returned none');
  return row;
}

function toConversation(row: typeof conversations.$inferSelect): Conversation {
  return {
    id: row.id,
    user_id: row.userId,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
}

function toMessage(row: typeof messages.$inferSelect): Message {
  return {
    id: row.id,
    user_id: row.userId,
    conversation_id: row.conversationId,
    role: row.role,
    content: row.content,
    tool_calls: [...row.toolCalls],
    created_at: row.createdAt.toISOString(),
  };
}
