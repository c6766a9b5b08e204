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
        const owned = and(eq(messages.userId, userId), eq(messages.conversationId, conversationId));
        const found = await newestMessages(orm, owned, page);
        // Who has a message of a conversation has the conversation.
        if (found.length === 0) await find(orm, userId, conversationId);
        return found;
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

/**
 * One statement where nothing stands against it, which is nearly always: a conversation was used last when its newest
 * message was stored, so that it is unchanged while the one is as old as the other.
 */
async function append(orm: Orm, userId: string, given: Append): Promise<Message> {
  const { conversationId, message } = given;
  const { role, content, toolCalls } = storable(message);
  const after = sql`${message.after}::integer`;
  const { rows } = await orm.execute<{ id: number; created_at: string }>(sql`
    WITH touched AS (
      UPDATE conversations SET updated_at = ${nextUse}
      WHERE ${owns(userId, conversationId)} AND updated_at = CASE
        WHEN ${after} IS NULL THEN conversations.created_at
        ELSE (SELECT created_at FROM messages WHERE id = ${after} AND conversation_id = ${conversationId}) END
      RETURNING id, updated_at
    )
    INSERT INTO messages (user_id, conversation_id, role, content, tool_calls, created_at)
    SELECT ${userId}, id, ${role}, ${content}, ${JSON.stringify(toolCalls)}::json, updated_at FROM touched
    RETURNING id, created_at`);
  const [row] = rows;
  if (!row) return appendLocked(orm, userId, given);
  const createdAt = new Date(row.created_at);
  return toMessage({ id: row.id, userId, conversationId, role, content, toolCalls, createdAt });
}

/** Later than its last use, also where the clock has not moved on. */
const nextUse = sql`greatest(clock_timestamp(), conversations.updated_at + interval '1 millisecond')`;

/** Finds out what stands against a message, and stores it if nothing does. */
function appendLocked(orm: Orm, userId: string, { conversationId, message }: Append): Promise<Message> {
  return orm.transaction(async (transaction) => {
    // The update also locks the conversation, so that what is read next stays the newest message.
    const [touched] = await transaction
      .update(conversations)
      .set({ updatedAt: nextUse })
      .where(owns(userId, conversationId))
      .returning({ createdAt: conversations.updatedAt });
    if (!touched) throw new ApiError('CONVERSATION_NOT_FOUND', { id: conversationId });
    const ofConversation = eq(messages.conversationId, conversationId);
    const [newest] = await transaction
      .select({ id: max(messages.id) })
      .from(messages)
      .where(ofConversation);
    if ((newest?.id ?? null) !== message.after)
      throw new ApiError('CONVERSATION_BUSY', { id: conversationId });
    const [row] = await transaction
      .insert(messages)
      .values({ userId, conversationId, ...touched, ...storable(message) })
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
